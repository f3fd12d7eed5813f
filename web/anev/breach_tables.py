"""The list of missed clocks and the history of each, once for page, PDF and workbook: words and plain numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_datetime, gettext

from models.anev.breaches import Line
from models.anev.trails import Trail
from models.masking import mask
from models.records import Claim
from web.anev.tables import Kind, Table, Value
from web.anev.words import BASIS_WORDS, DEADLINE_WORDS, MATTER_WORDS, ROUTE_WORDS
from web.cases.history import about
from web.times import zone_mark
from web.words import EVENT_WORDS, GAP_WORDS

# What an officer may have typed about a citizen. Numbers of letters look like plates and stay.
PERSONAL = frozenset({"nik", "phone", "email", "bank_account", "passport"})


@dataclass(frozen=True)
class Entry:
    """One fact of the history."""

    at: datetime
    what: str
    who: str = ""
    words: str = ""


def moment(at: datetime | None) -> str | None:
    """The minute with its zone, "22 Nov 2026 10.42 WIB": a sanction needs the date always."""
    return f"{format_datetime(at, 'd MMM y HH.mm')} {zone_mark()}" if at is not None else None


def state(line: Line) -> str:
    """How the missed clock stands, in words."""
    if line.breach.excused_at is not None:
        return str(gettext("dimaafkan"))
    if line.claimed:
        return str(gettext("menunggu komando"))
    if line.met_at is not None:
        return str(gettext("terlambat"))
    if line.case is not None and line.case.closed_at is not None:
        return str(gettext("ditutup tanpa dipenuhi"))
    return str(gettext("masih terbuka"))


def listed(lines: Sequence[Line], now: datetime) -> Table:
    """One row a missed clock, numbered; nothing in it is about a citizen."""
    columns: list[tuple[str, Kind]] = [
        (gettext("Satuan"), "text"),
        (gettext("Nomor"), "count"),
        (gettext("Pengaduan"), "text"),
        (gettext("Batas"), "text"),
        (gettext("Dasar"), "text"),
        (gettext("Jatuh tempo"), "text"),
        (gettext("Dipenuhi"), "text"),
        (gettext("Terlambat"), "span"),
        (gettext("Lag sistem"), "span"),
        (gettext("Lag satuan"), "span"),
        (gettext("Keadaan"), "text"),
    ]
    rows: list[list[Value]] = [
        [
            line.unit.name,
            number,
            line.case.code if line.case is not None else None,
            str(DEADLINE_WORDS[line.breach.deadline]),
            str(BASIS_WORDS[line.breach.deadline]),
            moment(line.due_at),
            moment(line.met_at),
            line.late(now).total_seconds(),
            line.lag.system,
            line.lag.unit,
            state(line),
        ]
        for number, line in enumerate(lines, 1)
    ]
    return Table(gettext("Pelanggaran batas waktu"), columns, rows)


def entries(trail: Trail) -> list[Entry]:
    """The history in words, oldest first."""
    claims = [] if trail.events else trail.claims  # else they are among the events
    found = [
        *_events(trail),
        *_warned(trail),
        *_rests(trail),
        *(one for claim in claims for one in _claim(claim)),
    ]
    return sorted(found, key=lambda entry: entry.at)


def histories(lines: Sequence[Line], trails: dict[int, Trail]) -> Table:
    """The history of every row of `listed`, under its number."""
    columns: list[tuple[str, Kind]] = [
        (gettext("Satuan"), "text"),
        (gettext("Nomor"), "count"),
        (gettext("Waktu"), "text"),
        (gettext("Kejadian"), "text"),
        (gettext("Siapa"), "text"),
        (gettext("Keterangan"), "text"),
    ]
    rows: list[list[Value]] = [
        [line.unit.name, number, moment(one.at), one.what, one.who, one.words]
        for number, line in enumerate(lines, 1)
        for one in entries(trails[line.breach.id])
    ]
    return Table(gettext("Riwayat"), columns, rows)


def cleaned(words: str) -> str:
    """What an officer wrote, without the numbers and addresses of citizens."""
    parts, at = [], 0
    for span in mask(words).spans:
        if span.type in PERSONAL and span.start >= at:
            parts += [words[at : span.start], f"[{span.type}]"]
            at = span.end
    return "".join([*parts, words[at:]])


def _events(trail: Trail) -> Iterator[Entry]:
    for event in trail.events:
        who = event.officer.name if event.officer else ""
        yield Entry(event.at, str(EVENT_WORDS[event.kind]), who, cleaned(about(event)))


def _warned(trail: Trail) -> Iterator[Entry]:
    for one in trail.warned:
        yield Entry(one.at, gettext("Diperingatkan"), one.officer, str(ROUTE_WORDS[one.route]))


def _rests(trail: Trail) -> Iterator[Entry]:
    for rest in trail.rests:
        until = moment(rest.ends) or gettext("masih berlangsung")
        words = gettext("sampai %(until)s. %(reason)s", until=until, reason=cleaned(rest.reason))
        yield Entry(rest.begins, gettext("Pengiriman dijeda"), words=str(words))
    for gap in trail.gaps:
        until = moment(gap.ended_at) or gettext("masih berlangsung")
        words = gettext("sampai %(until)s. %(reason)s", until=until, reason=GAP_WORDS[gap.kind])
        yield Entry(gap.started_at, gettext("Celah pembacaan akun"), words=str(words))


def _claim(claim: Claim) -> Iterator[Entry]:
    matter = str(MATTER_WORDS[claim.matter])
    yield Entry(
        claim.claimed_at,
        gettext("Dinyatakan: %(what)s", what=matter),
        claim.claimed_by.name,
        cleaned(claim.evidence),
    )
    if claim.decided_at is not None and claim.confirmed is not None:
        what = gettext("Disahkan") if claim.confirmed else gettext("Ditolak")
        by = claim.decided_by.name if claim.decided_by else ""
        yield Entry(claim.decided_at, what, by, cleaned(claim.reason))
