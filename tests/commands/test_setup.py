"""`tanggap init`, and what every command says before it."""

from __future__ import annotations

import re
import stat

from models.records import AuditEntry, ReplyTemplate
from tanggap import main
from tests.commands.conftest import Shell


def test_help_lists_every_command_with_a_sentence(bare: Shell) -> None:
    text = bare.run("--help").stdout.split("Commands:")[1]
    listed = dict(re.findall(r"^  ([a-z-]+) +(\S.*)$", text, flags=re.MULTILINE))
    assert set(listed) == set(main.list_commands(None))  # type: ignore[arg-type]
    assert set(listed) >= {
        "account",
        "add-officer",
        "backup",
        "demo",
        "doctor",
        "evaluate",
        "import-accounts",
        "import-mentions",
        "import-units",
        "init",
        "restore",
        "run",
        "web",
        "worker",
    }


def test_init_makes_the_tables_the_texts_and_a_key_only_its_owner_reads(bare: Shell) -> None:
    answer = bare.json("init")

    env = bare.folder / ".env"
    assert answer["wrote_secret_key"] is True
    assert answer["templates_added"] == len(bare.rows(ReplyTemplate)) > 20
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert re.fullmatch(r"TANGGAP_SECRET_KEY=\S{40,}\n", env.read_text())


def test_init_again_changes_nothing(bare: Shell) -> None:
    bare.run("init")
    env = (bare.folder / ".env").read_text()
    texts = len(bare.rows(ReplyTemplate))

    answer = bare.json("init")

    assert (answer["wrote_secret_key"], answer["templates_added"]) == (False, 0)
    assert (bare.folder / ".env").read_text() == env
    assert len(bare.rows(ReplyTemplate)) == texts
    assert [entry.act for entry in bare.rows(AuditEntry)] == ["templates.added"]


def test_init_keeps_what_the_env_file_holds_already(bare: Shell) -> None:
    env = bare.folder / ".env"
    env.write_text("TANGGAP_WEB_PORT=8700")
    env.chmod(0o644)
    bare.run("init")

    lines = env.read_text().splitlines()
    assert lines[0] == "TANGGAP_WEB_PORT=8700"
    assert lines[1].startswith("TANGGAP_SECRET_KEY=")
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


def test_init_writes_no_key_where_one_is_set(shell: Shell) -> None:
    assert shell.json("init")["wrote_secret_key"] is False
    assert not (shell.folder / ".env").exists()


def test_a_command_before_init_names_init(bare: Shell) -> None:
    result = bare.run("account", "list")
    assert result.exit_code != 0
    assert "tanggap init" in result.stderr


def test_a_wrong_setting_is_one_line_and_no_traceback(shell: Shell) -> None:
    shell.set("TANGGAP_WEB_PROT", "9000")
    result = shell.run("account", "list")
    assert result.exit_code != 0
    assert "TANGGAP_WEB_PROT" in result.stderr
    assert "Traceback" not in result.output


def test_a_worker_refuses_an_unknown_stage(shell: Shell) -> None:
    for stages in ("listener,responde", "", ","):
        result = shell.run("worker", "--stages", stages)
        assert result.exit_code == 2
        assert "listener, classifier, responder" in result.stderr
