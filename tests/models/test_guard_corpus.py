"""The guard over the project's corpus of replies: half of them polite, sly or regional breaches, half proper.

Each row of `guard_corpus.jsonl` is {text, channel, ok, rule, phrase}. The first 420 rows were tuned on the even
numbers and measured on the odd ones; an empty phrase means that any words of the text may be quoted.

`guard_second_corpus.jsonl` was written later, without a look at the rules, in two rounds of {text, channel, ok, rule}.
As the rules stood, round 1 found 53 of 62 bad replies and blocked none of 60 good ones; after the first mending
round 2, unseen again, found 32 of 40 and blocked 2 of 30. What was missed was mended by its class, so that neither
round is unseen any more: what these tests hold is that it stays mended.

`guard_third_corpus.jsonl` holds six more rounds, each written before it was run. Rounds 3 and 4 met the rules alone,
which found 50 of 60 and 45 of 60 and blocked 1 of 60 and 1 of 57 proper ones. The later rounds met the rules with the
second reader as it was being taught: 51 of 60 and 2 of 60, 42 of 45 and 4 of 40, 35 of 40 and 4 of 50;
the last, 21 of 23 and 1 of 30.
`guard_fourth_corpus.jsonl` was written to teach the reader alone. Nothing was learnt from `guard_unseen.jsonl`.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from classifier.guard_reader import read_rows, rows_hash
from models import guard
from models.guard import reader
from models.guard import rules as guard_rules
from models.vocabulary import Channel
from web.words import RULE_WORDS


def read(name: str) -> list[dict[str, Any]]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


ROWS = read("guard_corpus.jsonl")
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
    rows = read("guard_second_corpus.jsonl")
    bad, good = [row for row in rows if not row["ok"]], [row for row in rows if row["ok"]]
    missed = [row["text"] for row in bad if first(row) is None]
    blocked = [(first(row), row["text"]) for row in good if first(row)]
    assert (len(bad), len(good)) == (102, 90)
    assert len(missed) <= 0.03 * len(bad), missed
    assert len(blocked) < 0.02 * len(good), blocked
    assert sum(one.rule == row["rule"] for row in bad if (one := first(row))) >= 0.95 * len(bad)


def test_the_rules_alone_hold_what_they_were_mended_for() -> None:
    both = ROWS + read("guard_second_corpus.jsonl")
    rows = [row for row in both if row["rule"] != "link_on_x"][::4]
    alone = [(row, guard.by_wording(row["text"], Channel(row["channel"]))) for row in rows]
    bad = [found for row, found in alone if not row["ok"]]
    proper = [(found, row["text"]) for row, found in alone if row["ok"] and found]
    assert sum(not found for found in bad) <= 0.03 * len(bad)
    assert len(proper) < 0.02 * (len(rows) - len(bad)), proper


@pytest.mark.parametrize("name", ["guard_third_corpus.jsonl", "guard_fourth_corpus.jsonl"])
def test_the_rounds_it_has_learnt_from_stay_learnt(name: str) -> None:
    rows = read(name)
    missed = [row["text"] for row in rows if not row["ok"] and first(row) is None]
    blocked = [(first(row), row["text"]) for row in rows if row["ok"] and first(row)]
    assert len(missed) <= 0.05 * sum(not row["ok"] for row in rows), missed
    assert len(blocked) < 0.02 * sum(row["ok"] for row in rows), blocked


def test_replies_that_nothing_was_learnt_from_are_told_apart() -> None:
    rows = read("guard_unseen.jsonl")
    missed = [row["text"] for row in rows if not row["ok"] and first(row) is None]
    blocked = [(first(row), row["text"]) for row in rows if row["ok"] and first(row)]
    assert (len(missed), len(blocked)) <= (1, 1), (missed, blocked)
    assert len(blocked) <= 1, blocked


def test_the_reader_was_taught_the_corpora_as_they_stand() -> None:
    rows = read_rows(Path(__file__).parent.glob("guard_*corpus.jsonl"))
    assert reader.weights_in_use().about == {"rows": len(rows), "sha256": rows_hash(rows)}


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
