"""What is to be played: a scenario folder (simulator/scenarios/README.md) or exported posts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

SCENARIOS = Path(__file__).parent / "scenarios"
CHANNELS = ("x", "instagram", "instagram_private", "whatsapp")
KINDS = ("mention", "reply", "comment", "tag", "direct")


@dataclass(frozen=True)
class ScenarioAccount:
    unit_code: str
    channel: str
    handle: str
    external_id: str


@dataclass(frozen=True)
class Message:
    """One thing the public says, `at` seconds after the start; `expected` is the right judgement of it."""

    id: str
    at: float
    channel: str
    account: str
    author: str
    text: str
    kind: str = "mention"
    followers: int | None = None
    verified: bool | None = None
    quoted: Mapping[str, str] | None = None
    reply_to: str | None = None
    also_mentions: tuple[str, ...] = ()
    growth: Mapping[str, float] | None = None
    media: tuple[str, ...] = ()
    delete_at: float | None = None
    expected: Mapping[str, Any] = field(default_factory=dict)
    language: str = "id"
    lesson: str = ""


@dataclass(frozen=True)
class Scenario:
    title: str
    duration_seconds: float
    accounts: tuple[ScenarioAccount, ...]
    messages: tuple[Message, ...]
    description: str = ""
    skipped: tuple[str, ...] = ()  # rows of an export that could not be read, with their reasons


def folder_of(name: str) -> Path:
    """Where a scenario lies: those that ship are found by name, whatever the working folder holds."""
    shipped = SCENARIOS / name
    return shipped if shipped.is_dir() else Path(name)


def load_scenario(name: str) -> Scenario:
    """A scenario by its name under simulator/scenarios or by its folder.

    Raises ValueError, naming file and line, for anything the player could not play.
    """
    folder = folder_of(name)
    described = folder / "scenario.yaml"
    if not described.is_file():
        known = ", ".join(sorted(path.parent.name for path in SCENARIOS.glob("*/scenario.yaml")))
        raise ValueError(f"there is no scenario {name!r}; there are {known}, or give a folder")
    head = yaml.safe_load(described.read_text(encoding="utf-8"))
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as lines:
        # Further columns are for whoever imports the accounts into the service.
        accounts = tuple(
            ScenarioAccount(row["unit_code"], row["channel"], row["handle"], row["external_id"])
            for row in csv.DictReader(lines)
        )
    path = folder / "messages.jsonl"
    messages: dict[str, Message] = {}
    registered = {(account.channel, account.handle) for account in accounts}
    for line, content in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            message = _message(json.loads(content))
            _reject_nonsense(message, messages, registered)
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path.name} line {line}: {error}") from error
        messages[message.id] = message
    return Scenario(
        title=head["title"],
        description=head.get("description", ""),
        duration_seconds=float(head["duration_seconds"]),
        accounts=accounts,
        messages=tuple(messages.values()),
    )


def _message(row: dict[str, Any]) -> Message:
    lists = {name: tuple(row.get(name) or ()) for name in ("also_mentions", "media")}
    return Message(**{**row, **lists, "at": float(row["at"])})


def _reject_nonsense(
    message: Message, earlier: Mapping[str, Message], registered: set[tuple[str, str]]
) -> None:
    if message.channel not in CHANNELS or message.kind not in KINDS:
        raise ValueError(f"channel {message.channel!r} or kind {message.kind!r} is unknown")
    if (message.channel, message.account) not in registered:
        raise ValueError(f"{message.channel} account {message.account!r} is not in accounts.csv")
    if message.id in earlier:
        raise ValueError(f"id {message.id!r} is not unique")
    if message.reply_to is not None and message.reply_to not in earlier:
        raise ValueError(f"it answers {message.reply_to!r}, which does not come before it")
    if message.delete_at is not None and message.delete_at <= message.at:
        raise ValueError("it is deleted before it is said")


def load_replay(
    path: Path, account: str, *, speed: float = 60.0, per_second: float = 20.0, longest_gap: float = 5.0
) -> Scenario:
    """Exported posts (CSV: text, and date or created_at; author optional) as mentions of one X account.

    They come in the order of their dates, `speed` times as fast as they were written, yet never more
    than `per_second` a second (X shows the newest 800 only, so a listener must be able to keep up)
    and with no silence longer than `longest_gap` seconds. Rows that cannot be read are `skipped`.
    Raises ValueError when the file has no such columns.
    """
    rows: list[tuple[datetime, str, str]] = []
    skipped: list[str] = []
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        for line, row in _rows(lines, path):
            try:
                rows.append((_moment(row.get("created_at") or row.get("date") or ""), *_words(row)))
            except ValueError as error:
                skipped.append(f"line {line}: {error}")
    rows.sort(key=lambda row: row[0])
    messages = []
    at = 0.0
    for number, (moment, text, author) in enumerate(rows):
        if number:
            gap = (moment - rows[number - 1][0]).total_seconds() / speed
            at += min(max(gap, 1 / per_second), longest_gap)
        messages.append(Message(f"r{number + 1}", at, "x", account, author or f"penulis_{number + 1}", text))
    return Scenario(
        title=path.name,
        duration_seconds=at,
        accounts=(ScenarioAccount("", "x", account, ""),),
        messages=tuple(messages),
        skipped=tuple(skipped),
    )


def _rows(lines: Any, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(lines)
    columns = set(reader.fieldnames or [])
    if "text" not in columns or not columns & {"date", "created_at"}:
        raise ValueError(f"{path.name} needs the columns text and date (or created_at)")
    for row in reader:
        yield reader.line_num, row


def _words(row: Mapping[str, str | None]) -> tuple[str, str]:
    text = (row.get("text") or "").strip()
    if not text:
        raise ValueError("the text is empty")
    return text, (row.get("author") or "").strip().removeprefix("@")


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
