"""`tanggap guard`: one judgement for each reply, and a bad line is told by its number."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tanggap import main


def ask(*lines: str) -> Result:
    return CliRunner().invoke(main, ["guard"], input="\n".join(lines))


def reply(text: str, channel: str = "x") -> str:
    return json.dumps({"text": text, "channel": channel})


def answers(asked: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in asked.stdout.splitlines()]


def test_it_names_the_rule_and_the_phrase() -> None:
    asked = ask(
        reply("Dasar goblok."),
        reply("Terima kasih, laporan diterima Polsek Gambir."),
        reply("Kami jamin pelaku tertangkap.", "instagram"),
    )

    assert asked.exit_code == 0
    assert answers(asked) == [
        {"ok": False, "rule": "insult", "phrase": "Dasar goblok"},
        {"ok": True, "rule": None, "phrase": None},
        {"ok": False, "rule": "promise_of_outcome", "phrase": "jamin pelaku tertangkap"},
    ]


def test_a_link_is_refused_on_x_and_allowed_on_whatsapp() -> None:
    text = "Tahapannya di https://lacak.contoh.id/TG-7K3M-9Q2X"

    on_x, on_whatsapp = answers(ask(reply(text, "x"), reply(text, "whatsapp")))

    assert (on_x["rule"], on_x["phrase"]) == ("link_on_x", "https://lacak.contoh.id/TG-7K3M-9Q2X")
    assert on_whatsapp["ok"] is True


def test_without_a_channel_a_text_is_judged_as_on_x() -> None:
    assert answers(ask(json.dumps({"text": "Cek bit.ly/abc"})))[0]["rule"] == "link_on_x"


def test_an_empty_line_is_skipped() -> None:
    assert len(answers(ask("", reply("Siap, terima kasih."), "  "))) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{broken", "line 2 is no JSON object"),
        ("[1, 2]", "line 2 is no JSON object: not an object"),
        (reply("Siap.", "faks"), "line 2 names no channel we know"),
    ],
)
def test_a_bad_line_ends_the_run_with_its_number_after_what_came_before(line: str, words: str) -> None:
    asked = ask(reply("Siap, terima kasih."), line, reply("Siap."))

    assert asked.exit_code == 1
    assert words in asked.stderr
    assert len(answers(asked)) == 1
