"""What identifies a private person never survives masking; places, offices, times and money do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.masking import mask

MARK = re.compile(r"<<(\w+):(.*?)>>")
LINES = [
    line
    for line in Path(__file__).with_name("masked_texts.txt").read_text(encoding="utf-8").splitlines()
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
