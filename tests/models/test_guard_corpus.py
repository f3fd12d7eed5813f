"""The guard over the project's corpus of replies: half of them polite, sly or regional breaches, half proper.

Each row of `guard_corpus.jsonl` is {text, channel, ok, rule, phrase}. The first 420 rows were tuned on the even
numbers and measured on the odd ones; an empty phrase means that any words of the text may be quoted.

`guard_second_corpus.jsonl` was written later, without a look at the rules, in two rounds of {text, channel, ok, rule}.
As the rules stood, round 1 found 53 of 62 bad replies and blocked none of 60 good ones; after the first mending
round 2, unseen again, found 32 of 40 and blocked 2 of 30. What was missed was mended by its class, so that neither
round is unseen any more: what these tests hold is that it stays mended.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from models import guard
from models.guard import rules as guard_rules
from models.vocabulary import Channel
from web.words import RULE_WORDS

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "guard_corpus.jsonl").read_text(encoding="utf-8").splitlines()
]
BAD = [row for row in ROWS if not row["ok"]]
GOOD = [row for row in ROWS if row["ok"]]
CODES = {*guard_rules.CODES, "link_on_x"}


def first(row: dict[str, Any]) -> guard.Finding | None:
    return guard.first_finding(row["text"], Channel(row["channel"]))


def test_the_corpus_is_large_enough_and_has_every_rule() -> None:
    counts = Counter(row["rule"] for row in BAD)
    assert len(ROWS) >= 600
    assert len(GOOD) >= 150
    assert set(counts) == CODES
    assert min(counts.values()) >= 10


def test_bad_replies_are_blocked() -> None:
    missed = [row["text"] for row in BAD if first(row) is None]
    assert len(missed) <= 0.03 * len(BAD), missed


def test_proper_replies_pass() -> None:
    blocked = [(first(row), row["text"]) for row in GOOD if first(row)]
    assert len(blocked) < 0.02 * len(GOOD), blocked


def test_what_was_written_later_is_told_apart_as_well() -> None:
    lines = (Path(__file__).parent / "guard_second_corpus.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    bad, good = [row for row in rows if not row["ok"]], [row for row in rows if row["ok"]]
    missed = [row["text"] for row in bad if first(row) is None]
    blocked = [(first(row), row["text"]) for row in good if first(row)]
    assert (len(bad), len(good)) == (102, 90)
    assert len(missed) <= 0.03 * len(bad), missed
    assert len(blocked) < 0.02 * len(good), blocked
    assert sum(one.rule == row["rule"] for row in bad if (one := first(row))) >= 0.95 * len(bad)


def test_each_block_names_its_rule() -> None:
    wrong = [
        (row["rule"], found, row["text"])
        for row in BAD
        if (found := first(row)) and found.rule != row["rule"]
    ]
    assert len(wrong) <= 0.03 * len(BAD), wrong


def test_each_block_quotes_words_of_the_text() -> None:
    found = [(row, first(row)) for row in BAD]
    assert [row["text"] for row, one in found if one and one.phrase not in row["text"]] == []
    assert all(one.phrase.strip() for _, one in found if one)


def test_the_quoted_words_are_the_offending_ones() -> None:
    beside = [(first(row), row["phrase"]) for row in BAD if not touches(row)]
    assert len(beside) <= 0.1 * len(BAD), beside


def touches(row: dict[str, Any]) -> bool:
    found = first(row)
    if found is None or found.rule != row["rule"] or not row["phrase"]:
        return True
    start, marked = row["text"].find(found.phrase), row["text"].find(row["phrase"])
    return bool(start < marked + len(row["phrase"]) and marked < start + len(found.phrase))


def test_every_rule_has_words_for_the_panel_and_a_reason() -> None:
    assert set(RULE_WORDS) >= CODES
    assert all(rule.reason for rule in guard_rules.RULES)


@pytest.mark.parametrize("text", ["G0BL0K", "gobloooook sekali", "gob\u200blok"])
def test_disguised_letters_hide_nothing(text: str) -> None:
    found = guard.first_finding(text, Channel.INSTAGRAM)
    assert found is not None
    assert found.rule == "insult"
    assert found.phrase in text


def test_a_place_may_be_asked_for_where_only_the_citizen_reads() -> None:
    text = "Posisi Bapak sekarang di mana?"
    assert guard.first_finding(text, Channel.WHATSAPP) is None
    assert guard.first_finding(text, Channel.X) == guard.Finding(
        "location_request", "Posisi Bapak sekarang di mana"
    )


def test_the_number_of_an_office_may_be_told_and_that_of_a_citizen_not() -> None:
    assert guard.first_finding("Hotline Polres: 0811-9000-1234", Channel.X) is None
    found = guard.first_finding("Hubungi pelapor lewat Polres: 0811-9000-1234", Channel.X)
    assert found == guard.Finding("personal_data", "0811-9000-1234")


SEEDS = (
    "a ",
    "A B ",
    "si A ",
    "di mana ",
    "datang ke ",
    "anak korban ",
    "jangan saksi itu ",
    "  ",
    "\n",
    "a.",
    "oknum RK ",
)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_text_of_repeated_words_is_judged_like_a_short_one(seed: str) -> None:
    """A pattern that backtracks would not come back from the long one."""
    short, long = ((seed * size)[:size] for size in (200, 20_000))
    rules = [{finding.rule for finding in guard.findings(text, Channel.WHATSAPP)} for text in (short, long)]
    assert rules[1] - {"too_long"} == rules[0]
