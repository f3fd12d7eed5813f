"""`tanggap import-mentions`: exported posts go in, malformed rows are told, on both databases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from commands import mentions
from models.database import Database
from models.records import AuditEntry, Mention
from models.settings import Settings
from models.vocabulary import Channel
from tests.commands.conftest import Shell
from tests.models.conftest import planted

ACCOUNT = "unit_code,channel,handle,external_id\nPRA,manual,berkas_pra,berkas-pra\n"


@pytest.fixture
def office(furnished: Shell) -> Shell:
    """An installation with one manual account."""
    furnished.run("import-accounts", furnished.write("manual.csv", ACCOUNT))
    return furnished


def bring_in(shell: Shell, name: str, content: str | bytes) -> dict[str, Any]:
    return shell.json("import-mentions", shell.write(name, content), "--account", "@berkas_pra")


def texts(shell: Shell) -> list[str]:
    return [mention.text for mention in shell.rows(Mention)]


def test_a_csv_goes_in_and_its_bad_rows_are_told(office: Shell) -> None:
    rows = (
        "id,text,date,likes\n"
        "1,jalan rusak pak,2026-11-20T08:00:00+07:00,4\n"
        "2,,2026-11-20,\n"
        "3,lampu mati,kemarin,\n"
        "4,macet total,2026-11-20,banyak\n"
        '5,"dua\nbaris",2026-11-20,\n'
        "6,kelebihan,2026-11-20,1,2\n"
    )
    answer = bring_in(office, "posts.csv", rows)

    assert (answer["stored"], answer["known"]) == (2, 0)
    reasons = {error["line"]: error["reason"] for error in answer["errors"]}
    assert sorted(reasons) == [3, 4, 5, 8]
    assert "empty" in reasons[3]
    assert "kemarin" in reasons[4]
    assert "banyak" in reasons[5]
    assert "more fields" in reasons[8]
    assert texts(office) == ["jalan rusak pak", "dua\nbaris"]


def test_jsonl_goes_in_and_its_bad_rows_are_told(office: Shell) -> None:
    good = {
        "text": "tolong 081234567890",
        "author": "@warga_1",
        "quoted_text": "begal",
        "url": "https://x.com/a",
    }
    lines = [
        json.dumps(good),
        "{tidak json",
        "[]",
        json.dumps({"text": 5.5}),
        "",
        json.dumps({"text": "dua"}),
    ]
    answer = bring_in(office, "posts.jsonl", "\n".join(lines))

    assert answer["stored"] == 2
    assert [error["line"] for error in answer["errors"]] == [2, 3, 4]
    first = office.rows(Mention)[0]
    assert (first.author_handle, first.permalink) == ("warga_1", "https://x.com/a")
    assert first.text_masked == "tolong [phone]"
    assert first.context[0]["text"] == "begal"


def test_the_same_file_again_stores_nothing_twice(office: Shell) -> None:
    rows = "text,date\nsatu,2026-11-20\ndua,2026-11-20\nsatu,2026-11-20\n"
    assert bring_in(office, "posts.csv", rows)["stored"] == 2
    answer = bring_in(office, "posts.csv", rows)

    assert (answer["stored"], answer["known"], answer["errors"]) == (0, 3, [])
    assert len(texts(office)) == 2


def test_a_summary_is_printed_for_people(office: Shell) -> None:
    path = office.write("posts.csv", 'text\nsatu\n""\n')
    result = office.run("import-mentions", path, "--account", "berkas_pra")

    assert result.exit_code == 0
    assert "1 mentions stored, 0 known already, 1 rows refused" in result.stdout
    assert "line 3: the text is empty" in result.stdout


def test_the_import_stands_in_the_audit_trail(office: Shell) -> None:
    bring_in(office, "posts.csv", 'text\nsatu\n""\n')
    entry = office.rows(AuditEntry)[-1]
    assert (entry.act, entry.detail) == ("mentions.imported", {"stored": 1, "refused": 1})


def test_only_a_manual_account_takes_files(office: Shell) -> None:
    path = office.write("posts.csv", "text\nsatu\n")
    result = office.run("import-mentions", path, "--account", "polres_uji_satu")

    assert result.exit_code == 1
    assert "import-accounts" in result.stderr
    assert texts(office) == []


def test_a_large_file_goes_in_chunk_by_chunk(office: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "CHUNK", 3)
    rows = "id,text\n" + "".join(f"{number},laporan {number}\n" for number in range(8))
    assert bring_in(office, "posts.csv", rows)["stored"] == 8


def test_a_value_the_database_cannot_hold_spoils_its_own_row_only(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    world = planted(database)
    with database.writing() as session:
        account_id = world.account(session, "PRA", Channel.MANUAL).id
    path = tmp_path / "posts.csv"
    path.write_text(f"id,text,author\n1,satu,{'w' * 101}\n{'9' * 201},dua,warga\n3,tiga,warga\n")

    stored, _, errors = mentions.bring_in(database, settings, account_id, path, quiet=True)

    assert stored == 1
    assert [error.line for error in errors] == [2, 3]
