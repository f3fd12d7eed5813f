"""Intake of exported posts."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.channels.manual import RowError, read_mentions
from listener.contracts import IncomingMention, Reach


def written(folder: Path, content: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def only_mention(path: Path) -> IncomingMention:
    (row,) = read_mentions(path)
    assert isinstance(row, IncomingMention)
    return row


def test_it_reads_every_column(tmp_path: Path) -> None:
    mention = only_mention(
        written(
            tmp_path,
            "id,created_at,author,url,text,quoted_text,likes,shares,replies,views\n"
            '7,2025-03-01T08:30:00+07:00,@warga_1,https://x.com/7,"tolong, @PolsekSukamerta",x,1,2,3,4\n',
        )
    )
    assert mention.external_id == mention.thread_id == "7"
    assert mention.created_at == datetime(2025, 3, 1, 1, 30, tzinfo=UTC)
    assert (mention.author_handle, mention.permalink) == ("warga_1", "https://x.com/7")
    assert mention.text == "tolong, @PolsekSukamerta"
    assert mention.mentioned_handles == ("polseksukamerta",)
    assert [post.text for post in mention.context] == ["x"]
    assert mention.reach == Reach(likes=1, shares=2, replies=3, views=4)


def test_it_reads_twitters_own_time(tmp_path: Path) -> None:
    mention = only_mention(written(tmp_path, "text,date\nhalo,Sun Oct 20 23:16:20 +0000 2024\n"))
    assert mention.created_at == datetime(2024, 10, 20, 23, 16, 20, tzinfo=UTC)
    assert mention.reach is None


def test_a_row_without_a_time_gets_the_time_of_the_import(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    mention = only_mention(written(tmp_path, "text\nhalo\n"))
    assert before <= mention.created_at <= datetime.now(UTC)


def test_a_row_without_an_id_keeps_its_name_in_a_second_import(tmp_path: Path) -> None:
    path = written(tmp_path, "text,date\nhalo,2025-01-01\nhalo,2025-01-02\n")
    first, second = (
        [row.external_id for row in read_mentions(path) if isinstance(row, IncomingMention)] for _ in "ab"
    )
    assert first == second
    assert len(set(first)) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("   ,2025-01-01,1,", "the text is empty"),
        ("halo,kemarin,1,", "'kemarin' is neither ISO"),
        ("halo,2025-01-01,banyak,", "likes 'banyak' is no whole number"),
        ("halo,2025-01-01,-1,", "likes '-1' is no whole number"),
        ("halo,2025-01-01,1,javascript:alert(1)", "is no web address"),
        ("halo,2025-01-01,1,,lebih", "more fields than the header"),
        ('"halo"x,2025-01-01,1,', "are no CSV"),
        ("ha\x00lo,2025-01-01,1,", "NUL"),
    ],
)
def test_a_malformed_row_is_named_by_line_and_reason_and_the_rest_goes_in(
    tmp_path: Path, row: str, reason: str
) -> None:
    path = written(tmp_path, f"text,date,likes,url\nsatu,2025-01-01,1,\n{row}\ndua,2025-01-01,1,\n")
    first, error, last = read_mentions(path)
    assert isinstance(first, IncomingMention)
    assert first.text == "satu"
    assert isinstance(error, RowError)
    assert (error.line, reason in error.reason) == (3, True), error
    assert isinstance(last, IncomingMention)
    assert last.text == "dua"


def test_bytes_that_are_no_utf8_spoil_their_own_row_only(tmp_path: Path) -> None:
    error, mention = read_mentions(written(tmp_path, b"text\nha\xfflo\nbaik\n"))
    assert error == RowError(2, "text is not UTF-8")
    assert isinstance(mention, IncomingMention)


def test_a_row_that_spans_lines_is_named_by_its_first(tmp_path: Path) -> None:
    path = written(tmp_path, 'text,date\n"satu\ndua\ntiga",besok\nempat,lusa\n')
    assert [row.line for row in read_mentions(path) if isinstance(row, RowError)] == [2, 5]


def test_a_file_without_a_text_column_says_so(tmp_path: Path) -> None:
    assert list(read_mentions(written(tmp_path, "id,isi\n1,halo\n"))) == [
        RowError(1, "the header has no column 'text'")
    ]
    assert list(read_mentions(written(tmp_path, ""))) == [RowError(1, "the header has no column 'text'")]


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert only_mention(written(tmp_path, "\ufefftext\nhalo\n")).text == "halo"


def test_it_reads_one_json_object_a_line(tmp_path: Path) -> None:
    lines = [
        '{"id": 7, "text": "halo", "likes": 3}',
        "",
        '["halo"]',
        "{",
        '{"text": {"a": 1}}',
        '{"text": "dua"}',
    ]
    rows = list(read_mentions(written(tmp_path, "\n".join(lines), "export.jsonl")))
    assert [row.text for row in rows if isinstance(row, IncomingMention)] == ["halo", "dua"]
    errors = {row.line: row.reason for row in rows if isinstance(row, RowError)}
    assert errors[3] == "a list, not an object"
    assert errors[4].startswith("no JSON")
    assert errors[5] == "text is a dict, not text"


def test_it_streams_and_never_holds_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "text\nsatu\n")
    rows = read_mentions(path)
    with path.open("a") as more:
        more.write("dua\n" * 3)
    assert len(list(rows)) == 4


def test_a_missing_file_is_the_callers_matter(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read_mentions(tmp_path / "none.csv"))


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40), min_size=1, max_size=8))
def test_any_json_text_comes_in_as_it_is_or_is_named(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    lines = "".join(json.dumps({"id": str(place), "text": text}) + "\n" for place, text in enumerate(texts))
    rows = list(read_mentions(written(tmp_path_factory.mktemp("rows"), lines, "export.jsonl")))
    assert len(rows) == len(texts)
    for text, row in zip(texts, rows, strict=True):
        assert isinstance(row, RowError) == (not text.strip() or "\x00" in text.strip())
        assert isinstance(row, RowError) or row.text == text.strip()


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_named_errors(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for name in ("export.csv", "export.jsonl"):
        for row in read_mentions(written(folder, b"text,id\n" + content, name)):
            assert isinstance(row, (IncomingMention, RowError))
            if isinstance(row, IncomingMention):
                assert row.created_at - datetime.now(UTC) < timedelta(seconds=1)
