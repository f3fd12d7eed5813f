"""Who is on duty when: the shifts of a unit and those below it, with the note each leaves to the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import format_datetime, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import on_call, scope
from models.clock import utcnow
from models.masking import mask
from models.records import DutyShift, Officer, Unit
from web import frame
from web.panel import chosen_unit, note, officer, reading, requires, writing
from web.shapes import Choice, DutyLine

pages = Blueprint("roster", __name__, url_prefix="/piket")

SHOWN_BACK = timedelta(days=7)
LONGEST_SHIFT = timedelta(days=7)
MOST = 200
LONGEST_NOTE = 1000


@pages.get("/")
@requires("roster")
def show() -> str:
    """The shifts that run, come and were in the last week; the form for another."""
    now = utcnow()
    with reading() as session:
        unit = chosen_unit(session) or session.get_one(Unit, officer().unit_id)
        return frame.render_panel(
            session,
            "roster.html",
            "roster",
            unit,
            chosen=unit,
            lines=lines(session, unit, now - SHOWN_BACK, None),
            people=_people(session, unit),
            start=_local(now),
            end=_local(now + timedelta(hours=8)),
        )


@pages.post("/")
@requires("roster")
def add() -> Response:
    """Puts an officer on duty; 400 when he ends before he begins or stands there too long."""
    with writing() as session:
        unit = _unit(session, request.form.get("unit", ""))
        person = session.scalars(
            select(Officer).where(Officer.id == request.form.get("officer", 0, int), Officer.active)
        ).one_or_none()
        if person is None or person.id not in {int(one.value) for one in _people(session, unit)}:
            abort(400)
        starts, ends = _times()
        shift = DutyShift(
            unit_id=unit.id, officer_id=person.id, starts_at=starts, ends_at=ends, handover_note=_note()
        )
        session.add(shift)
        session.flush()
        note(
            session,
            "duty_shift.added",
            f"duty_shift:{shift.id}",
            unit.id,
            officer=person.id,
            starts=starts.isoformat(),
            ends=ends.isoformat(),
        )
    flash(gettext("Piket tersimpan."), "good")
    return redirect(url_for("roster.show", unit=unit.code))


@pages.post("/<int:shift_id>")
@requires("roster")
def change(shift_id: int) -> Response:
    """Changes when a shift begins and ends, and its note."""
    with writing() as session:
        shift, unit = _load(session, shift_id)
        shift.starts_at, shift.ends_at = _times()
        shift.handover_note = _note()
        note(
            session,
            "duty_shift.changed",
            f"duty_shift:{shift.id}",
            unit.id,
            starts=shift.starts_at.isoformat(),
            ends=shift.ends_at.isoformat(),
        )
    flash(gettext("Piket tersimpan."), "good")
    return redirect(url_for("roster.show", unit=unit.code))


@pages.post("/<int:shift_id>/hapus")
@requires("roster")
def remove(shift_id: int) -> Response:
    """Takes a shift off the roster."""
    with writing() as session:
        shift, unit = _load(session, shift_id)
        session.delete(shift)
        note(session, "duty_shift.removed", f"duty_shift:{shift_id}", unit.id, officer=shift.officer_id)
    flash(gettext("Piket dihapus."), "good")
    return redirect(url_for("roster.show", unit=unit.code))


def handed_over(session: Session, who: Officer, now: datetime) -> DutyLine | None:
    """What the last shift left to whoever is on duty now where this officer is."""
    shift = on_call.left_note(session, who, now)
    if shift is None:
        return None
    person, place = session.get_one(Officer, shift.officer_id), session.get_one(Unit, shift.unit_id)
    return _line(shift, person.name, place.name, now)


def lines(session: Session, unit: Unit, since: datetime, until: datetime | None) -> list[DutyLine]:
    """The shifts of a unit and all below it that end after `since` and begin before `until`, newest first."""
    now = utcnow()
    found = (
        select(DutyShift, Officer.name, Unit.name)
        .join(Officer, Officer.id == DutyShift.officer_id)
        .join(Unit, Unit.id == DutyShift.unit_id)
        .where(scope.path_range(Unit.path, unit.path), DutyShift.ends_at > since)
        .order_by(DutyShift.starts_at.desc(), DutyShift.id.desc())
        .limit(MOST)
    )
    if until is not None:
        found = found.where(DutyShift.starts_at <= until)
    return [_line(shift, person, place, now) for shift, person, place in session.execute(found)]


def _line(shift: DutyShift, person: str, place: str, now: datetime) -> DutyLine:
    starts, ends = (format_datetime(at, "d MMM HH.mm") for at in (shift.starts_at, shift.ends_at))
    return DutyLine(
        shift,
        person,
        place,
        f"{starts}–{ends}",
        shift.starts_at <= now < shift.ends_at,
        _local(shift.starts_at),
        _local(shift.ends_at),
    )


def _people(session: Session, unit: Unit) -> list[Choice]:
    """Who may be put on duty for a unit: those of the asking officer's reach whom its alerts can be told.

    Somebody of a unit below or beside it would see none of them, and the page would pass him by.
    """
    found = session.execute(
        select(Officer.id, Officer.name, Unit.name)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(
            Officer.active,
            Officer.role.in_(scope.GRANTS["acknowledge"]),
            scope.path_range(Unit.path, officer().unit.path),
            Unit.id.in_([int(one) for one in unit.path.strip("/").split("/")]),
        )
        # Those of the unit itself stand first.
        .order_by(Officer.unit_id != unit.id, Unit.path, Officer.name)
        .limit(MOST)
    )
    return [Choice(str(number), f"{name} · {place}") for number, name, place in found]


def _unit(session: Session, code: str) -> Unit:
    inside = scope.path_range(Unit.path, officer().unit.path)
    return session.scalars(select(Unit).where(Unit.code == code, inside)).one_or_none() or abort(404)


def _load(session: Session, shift_id: int) -> tuple[DutyShift, Unit]:
    row = session.execute(
        select(DutyShift, Unit)
        .join(Unit, Unit.id == DutyShift.unit_id)
        .where(DutyShift.id == shift_id, scope.path_range(Unit.path, officer().unit.path))
    ).one_or_none()
    return (row[0], row[1]) if row is not None else abort(404)


def _times() -> tuple[datetime, datetime]:
    """Begin and end, given in the officer's own time zone."""
    zone = ZoneInfo(officer().timezone)
    try:
        starts, ends = (
            datetime.fromisoformat(request.form.get(name, "")).replace(tzinfo=zone).astimezone(UTC)
            for name in ("from", "until")
        )
    except (ValueError, OverflowError):
        abort(400)
    if not timedelta() < ends - starts <= LONGEST_SHIFT:
        abort(400)
    return starts, ends


def _note() -> str:
    return mask(request.form.get("note", "").strip()[:LONGEST_NOTE]).text


def _local(at: datetime) -> str:
    """A moment as a form's field holds it, in the officer's own time zone."""
    return at.astimezone(ZoneInfo(officer().timezone)).strftime("%Y-%m-%dT%H:%M")
