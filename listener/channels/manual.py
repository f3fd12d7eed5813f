"""Intake of what no API gives: exported posts in a CSV or JSONL file."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from listener.contracts import IncomingMention, QuotedPost, Reach
from models.vocabulary import MentionKind

JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson", ".json"})
LONGEST = {"id": 200, "author": 100, "url": 500}  # what the records hold
HANDLE = re.compile(r"@(\w{2,30})")


@dataclass(frozen=True)
class RowError:
    """One row that did not go in. `line` counts from 1, the CSV header included."""

    line: int
    reason: str


def read_mentions(path: Path) -> Iterator[IncomingMention | RowError]:
    """Every row of an export, in the file's order, one at a time.

    Columns: text (required); id, created_at or date (ISO, taken as UTC without an offset, or
    Twitter's own form), author, url, quoted_text, likes, shares, replies, views. A row without id
    gets a stable one from its content, so that a second import finds it again; a row without a
    time gets the time of the import. `.jsonl` holds one object a line, anything else is CSV.
    A malformed row gives a RowError and the rest goes in. Raises OSError when the file cannot be read.
    """
    # Bytes that are no UTF-8 become surrogates here, so that they spoil their own row only.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        rows = _json_rows(lines) if path.suffix.lower() in JSONL_SUFFIXES else _csv_rows(lines)
        for line, row in rows:
            if isinstance(row, RowError):
                yield row
                continue
            try:
                yield _mention(row)
            except ValueError as error:
                yield RowError(line, str(error))


def _csv_rows(lines: TextIO) -> Iterator[tuple[int, Mapping[str, object] | RowError]]:
    reader = csv.DictReader(lines, strict=True)
    try:
        columns = reader.fieldnames or []
    except csv.Error as error:
        yield 1, RowError(1, f"the header is no CSV: {error}")
        return
    if "text" not in columns:
        yield 1, RowError(1, "the header has no column 'text'")
        return
    while True:
        first = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield first, RowError(first, f"lines {first} to {reader.line_num} are no CSV: {error}")
            continue
        # A quoted text may span lines: a row is named by the line it begins on.
        line = reader.line_num - sum(str(value).count("\n") for value in row.values())
        if None in row:
            yield line, RowError(line, "more fields than the header has columns")
        else:
            yield line, row


def _json_rows(lines: TextIO) -> Iterator[tuple[int, Mapping[str, object] | RowError]]:
    for line, content in enumerate(lines, start=1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except (ValueError, RecursionError) as error:
            yield line, RowError(line, f"no JSON: {error}")
            continue
        yield line, row if isinstance(row, dict) else RowError(line, f"a {type(row).__name__}, not an object")


def _mention(row: Mapping[str, object]) -> IncomingMention:
    text = _word(row, "text")
    if not text:
        raise ValueError("the text is empty")
    written = _word(row, "created_at") or _word(row, "date")
    author, url = _word(row, "author").removeprefix("@"), _word(row, "url")
    if url and not url.startswith(("https://", "http://")):
        raise ValueError(f"url {url!r} is no web address")
    external_id = _word(row, "id") or _content_id(text, written, author, url)
    for name, word in (("id", external_id), ("author", author), ("url", url)):
        if len(word) > LONGEST[name]:
            raise ValueError(f"{name} is longer than {LONGEST[name]} characters")
    quoted = _word(row, "quoted_text")
    return IncomingMention(
        external_id=external_id,
        kind=MentionKind.MENTION,
        text=text,
        created_at=_moment(written) if written else datetime.now(UTC),
        author_handle=author,
        author_external_id=author,
        thread_id=external_id,
        permalink=url,
        context=(QuotedPost(f"{external_id}:quoted", quoted),) if quoted else (),
        mentioned_handles=tuple(dict.fromkeys(handle.lower() for handle in HANDLE.findall(text))),
        reach=_reach(row),
    )


def _content_id(*parts: str) -> str:
    return "manual-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _moment(written: str) -> datetime:
    for read in (datetime.fromisoformat, _twitter_time):
        try:
            moment = read(written)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise ValueError(f"time {written!r} is neither ISO nor like 'Sun Oct 20 23:16:20 +0000 2024'")


def _twitter_time(written: str) -> datetime:
    return datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y")


def _reach(row: Mapping[str, object]) -> Reach | None:
    counts = {name: _count(row, name) for name in ("likes", "shares", "replies", "views")}
    return Reach(**counts) if any(count is not None for count in counts.values()) else None


def _count(row: Mapping[str, object], name: str) -> int | None:
    word = _word(row, name)
    if not word:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", word):
        raise ValueError(f"{name} {word!r} is no whole number")
    return int(word)


def _word(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise ValueError(f"{name} is a {type(value).__name__}, not text")
    word = str(value).strip()
    if any("\ud800" <= letter <= "\udfff" for letter in word):
        raise ValueError(f"{name} is not UTF-8")
    if "\x00" in word:
        raise ValueError(f"{name} contains a NUL character")
    return word
