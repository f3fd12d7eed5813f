"""What identifies a private person never survives masking; places, offices, times and money do."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.masking import mask

MARK = re.compile(r"<<(\w+):(.*?)>>", re.DOTALL)
LINES = [
    line
    for line in Path(__file__).with_name("masked_texts.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
POSTS = [
    line.replace("⏎", "\n")
    for line in Path(__file__).with_name("masked_posts.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
]
PRIVATE = [line for line in LINES if MARK.search(line)]
HARMLESS = [line for line in LINES if not MARK.search(line)]

words = st.sampled_from(["tolong pak", "nomor", "saya", "di pasar,", "lapor!", "katanya", "ini:", ""])
gaps = st.sampled_from(["", " ", "-", ".", " - ", "\u200b"])


def _plain(line: str) -> str:
    return MARK.sub(lambda match: match.group(2), line)


def test_the_written_set_is_large_enough() -> None:
    assert len(LINES) >= 120


@pytest.mark.parametrize("line", PRIVATE)
def test_it_hides_what_is_marked(line: str) -> None:
    text = _plain(line)
    masked = mask(text)
    for type_, secret in MARK.findall(line):
        start = text.index(secret)
        found = [span for span in masked.spans if span.start <= start and span.end >= start + len(secret)]
        assert [span.type for span in found] == [type_], masked


@pytest.mark.parametrize("line", HARMLESS)
def test_it_leaves_alone_what_is_not_private(line: str) -> None:
    assert mask(line).text == line


def _secrets(post: str) -> list[tuple[int, str, str]]:
    """Where each secret starts in the plain post, its type and its text."""
    marks, found, hidden_marks = MARK.finditer(post), [], 0
    for mark in marks:
        found.append((mark.start() - hidden_marks, mark[1], mark[2]))
        hidden_marks += len(mark[0]) - len(mark[2])
    return found


def test_the_posts_are_five_hundred_of_which_eighty_hold_nothing_private() -> None:
    assert len(POSTS) == 500
    assert sum(1 for post in POSTS if not _secrets(post)) == 80


def test_it_hides_nearly_everything_in_posts_as_people_write_them() -> None:
    marked: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    for post in POSTS:
        covered = {at for span in mask(_plain(post)).spans for at in range(span.start, span.end)}
        for start, type_, secret in _secrets(post):
            marked[type_] += 1
            hidden[type_] += all(
                start + at in covered for at, letter in enumerate(secret) if letter.isalnum()
            )
    assert sum(hidden.values()) / sum(marked.values()) >= 0.97
    assert {type_: hidden[type_] for type_ in marked if hidden[type_] / marked[type_] < 0.93} == {}


def test_it_touches_at_most_one_in_twenty_posts_without_anything_private() -> None:
    harmless = [post for post in POSTS if not _secrets(post)]
    assert sum(bool(mask(post).spans) for post in harmless) <= len(harmless) / 20


def test_leaving_out_hopeless_rules_changes_nothing() -> None:
    for text in map(_plain, [*LINES, *POSTS]):
        for written in (text, text.upper(), text.lower(), text.title()):
            assert mask(written) == mask(written, gated=False)


PIECES = sorted({piece for post in POSTS for piece in re.findall(r"\w+|\W", _plain(post))})


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
def test_leaving_out_hopeless_rules_changes_nothing_in_any_mixture(text: str) -> None:
    assert mask(text) == mask(text, gated=False)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("1" * 10_000, 1),
        ("0" * 10_000, 1),
        (" " * 10_000, 0),
        ("a" * 10_000, 0),
        ("a." * 5_000, 0),
        ("@" * 10_000, 0),
        ("jl " + "mawar " * 1_650, 0),
        ("nama" + " " * 10_000, 0),
        ("rek " * 2_500, 0),
        ("+1(" * 3_300, 0),
        ("1 " * 16 + " " * 10_000, 1),
        ("a at gmail" + " " * 10_000, 1),
    ],
)
def test_a_long_and_hostile_text_is_read_to_its_end(text: str, hidden: int) -> None:
    """A pattern that tries every way of splitting such a text would not come back."""
    assert len(mask(text).spans) == hidden


def test_it_reads_letters_and_signs_that_stand_for_digits() -> None:
    assert mask("hp O8I2 3456 789O").text == "hp [phone]"
    assert mask("nik ３４０４０１１２０３９００００１").text == "nik [nik]"
    assert mask("telp ٠٨١٢٣٤٥٦٧٨٩٠").text == "telp [phone]"


def test_two_numbers_side_by_side_are_both_hidden() -> None:
    assert not re.search(r"\d", mask("wa 0812 3456 7890 / 0813 2222 3333").text)
    assert not re.search(r"\d", mask("wa 081234567890/081322223333, 085711112222").text)


def test_spans_point_into_the_original_text_and_do_not_overlap() -> None:
    text = "nik 3404011203900011 hp 081298765432 plat B 1234 XYZ"
    masked = mask(text)
    assert [text[span.start : span.end] for span in masked.spans] == [
        "3404011203900011",
        "081298765432",
        "B 1234 XYZ",
    ]
    assert masked.text == "nik [nik] hp [phone] plat [plate]"


def test_masking_twice_changes_nothing_more() -> None:
    for line in PRIVATE:
        once = mask(_plain(line)).text
        assert mask(once).text == once


@given(words, st.text("0123456789", min_size=16, max_size=16), gaps, words)
def test_the_digits_of_a_nik_never_survive(before: str, nik: str, gap: str, after: str) -> None:
    written = gap.join([nik[:6], nik[6:12], nik[12:]])
    masked = mask(f"{before} {written} {after}").text
    assert not re.search(r"\d", masked), masked


@given(
    words, st.sampled_from(["08", "+628", "628"]), st.text("0123456789", min_size=8, max_size=11), gaps, words
)
def test_the_digits_of_a_phone_never_survive(
    before: str, start: str, rest: str, gap: str, after: str
) -> None:
    written = gap.join([start + rest[:2], rest[2:6], rest[6:]])
    masked = mask(f"{before} {written} {after}").text
    assert not re.search(r"\d", masked), masked


@given(st.text(max_size=200))
def test_any_text_can_be_masked_and_keeps_what_is_outside_the_spans(text: str) -> None:
    masked = mask(text)
    rest, at = "", 0
    for span in masked.spans:
        assert at <= span.start < span.end
        rest += text[at : span.start] + f"[{span.type}]"
        at = span.end
    assert masked.text == rest + text[at:]
