"""Incidents: cases that belong together, put there by the classifier or by an officer's hand.

An incident belongs to the nearest command above all its cases. What an officer sees of it is made of
the cases he may see, and nothing here is told to him otherwise.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from models import fair_share
from models.casework import add_event
from models.errors import Conflict
from models.records import Case, Incident, IncidentKey, IncidentMove, Mention, Unit
from models.vocabulary import EventKind

WINDOW = timedelta(days=7)  # an incident nobody speaks of for so long is over
_LOCK = 7_301_146  # any number nobody else locks


def one_at_a_time(session: Session) -> None:
    """Waits until no other transaction changes what belongs together.

    Two workers that saw two posts of one event at the same moment would make two incidents of it, or
    wait for each other's cases for ever. SQLite has one writer anyhow. Call it before a case is locked.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def common_path(paths: Sequence[str]) -> str:
    """The path of the nearest unit above all of these: "/1/4/" of "/1/4/9/" and "/1/4/12/3/"."""
    lines = [path.strip("/").split("/") for path in paths]
    shared: list[str] = []
    for steps in zip(*lines, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return "/" + "/".join(shared) + "/"


def begin(session: Session, case: Case, key: str, title: str, now: datetime) -> Incident:
    """A new incident around one case."""
    incident = Incident(unit_id=case.unit_id, key=key, title=title, opened_at=now, last_at=now)
    session.add(incident)
    session.flush()
    put_in(session, case, incident, now, why=key.partition(":")[0])
    return incident


def put_in(
    session: Session,
    case: Case,
    incident: Incident,
    now: datetime,
    *,
    why: str,
    officer_id: int | None = None,
) -> None:
    """Makes the case one of the incident's; the event says by what, never which other cases there are."""
    before = session.get(Incident, case.incident_id) if case.incident_id is not None else None
    case.incident_id = incident.id
    incident.last_at = max(incident.last_at, now)
    session.flush()
    settle(session, incident)
    if before is not None:
        settle(session, before)
    fair_share.place(session, case)
    add_event(session, case, EventKind.INCIDENT_JOINED, now, officer_id=officer_id, why=why)


def settle(session: Session, incident: Incident) -> None:
    """Gives the incident to the nearest command above the units that own its cases."""
    paths = session.scalars(
        select(Unit.path)
        .join(Case, Case.unit_id == Unit.id)
        .where(Case.incident_id == incident.id)
        .distinct()
    ).all()
    if paths:
        incident.unit_id = int(common_path(paths).strip("/").split("/")[-1])


def follow_case(session: Session, case: Case) -> None:
    """A case changed hands: its incident belongs to whoever now stands above all of its cases."""
    if case.incident_id is not None:
        session.flush()
        settle(session, session.get_one(Incident, case.incident_id))


def join_by_hand(
    session: Session, cases: Sequence[Case], incident: Incident, now: datetime, officer_id: int
) -> str:
    """An officer says that these cases are part of the incident; the name of his act, for undoing it."""
    moved = [case for case in cases if case.incident_id != incident.id]
    if not moved:
        raise Conflict(f"these cases are part of incident {incident.id} already")
    act = secrets.token_hex(8)
    for case in moved:
        _remember(session, act, case, incident.id, now, officer_id)
        put_in(session, case, incident, now, why="hand", officer_id=officer_id)
    return act


def together_by_hand(
    session: Session, case: Case, others: Sequence[Case], now: datetime, officer_id: int
) -> str:
    """An officer says that these cases are about the event of `case`; the name of his act, for undoing it."""
    if case.incident_id is not None:
        return join_by_hand(session, others, session.get_one(Incident, case.incident_id), now, officer_id)
    incident = Incident(
        unit_id=case.unit_id, key=f"hand:{case.id}", title=case.subject, opened_at=now, last_at=now
    )
    session.add(incident)
    session.flush()
    return join_by_hand(session, [case, *others], incident, now, officer_id)


def take_out_by_hand(session: Session, case: Case, now: datetime, officer_id: int) -> str:
    """An officer says that the case is about something else; the name of his act, for undoing it."""
    if case.incident_id is None:
        raise Conflict(f"case {case.code} is part of no incident")
    incident = session.get_one(Incident, case.incident_id)
    act = secrets.token_hex(8)
    _remember(session, act, case, None, now, officer_id)
    _leave(session, case, incident, now, officer_id)
    _hand_on_keys(session, case, incident)
    return act


def undo(
    session: Session, act: str, visible: ColumnElement[bool], now: datetime, officer_id: int
) -> Sequence[Case]:
    """Takes back what an act did to the cases the officer may see; those cases.

    Raises Conflict when there is nothing to take back, or a case was moved again since.
    """
    moves = session.execute(
        select(IncidentMove, Case)
        .join(Case, Case.id == IncidentMove.case_id)
        .where(IncidentMove.act == act, IncidentMove.undone_at.is_(None), visible)
        .order_by(Case.id)
    ).all()
    if not moves:
        raise Conflict("this was undone already")
    for move, case in moves:
        if case.incident_id != move.after_id:
            raise Conflict(f"case {case.code} was moved again since")
        move.undone_at = now
        if move.before_id is None:
            assert move.after_id is not None
            _leave(session, case, session.get_one(Incident, move.after_id), now, officer_id)
        else:
            back = session.get_one(Incident, move.before_id)
            put_in(session, case, back, now, why="undone", officer_id=officer_id)
    return [case for _, case in moves]


def taken_out(session: Session, case: Case) -> bool:
    """Whether an officer took the case out of its incident: no model puts it back."""
    out = exists().where(
        IncidentMove.case_id == case.id, IncidentMove.after_id.is_(None), IncidentMove.undone_at.is_(None)
    )
    return bool(session.scalar(select(out)))


def cases_of(session: Session, incident_id: int, visible: ColumnElement[bool]) -> Sequence[Case]:
    """The incident's cases that fulfil the condition, oldest first."""
    found = select(Case).where(Case.incident_id == incident_id, visible)
    return session.scalars(found.order_by(Case.first_mention_at, Case.id)).all()


def hides_some(session: Session, incident_id: int, visible: ColumnElement[bool]) -> bool:
    """Whether the incident has cases beyond those that fulfil the condition."""
    return bool(session.scalar(select(exists().where(Case.incident_id == incident_id, ~visible))))


def _remember(
    session: Session, act: str, case: Case, after_id: int | None, now: datetime, officer_id: int
) -> None:
    session.add(
        IncidentMove(
            act=act,
            case_id=case.id,
            before_id=case.incident_id,
            after_id=after_id,
            officer_id=officer_id,
            at=now,
        )
    )


def _leave(session: Session, case: Case, incident: Incident, now: datetime, officer_id: int) -> None:
    fair_share.move_up(session, case)
    case.incident_id = None
    session.flush()
    settle(session, incident)
    fair_share.place(session, case)
    add_event(session, case, EventKind.INCIDENT_LEFT, now, officer_id=officer_id)


def _hand_on_keys(session: Session, case: Case, incident: Incident) -> None:
    """A case taken out is found no more; the text it was known by goes on to the copy most like it.

    Copies lay down no text of their own, so that without this the incident would not know the next one.
    """
    nearest = session.execute(
        select(Case.id, func.min(Mention.id))
        .join(Mention, Mention.case_id == Case.id)
        .where(Case.incident_id == incident.id, Case.likeness.isnot(None))
        .group_by(Case.id, Case.likeness)
        .order_by(Case.likeness.desc(), Case.id)
        .limit(1)
    ).one_or_none()
    if nearest is not None:
        already = select(IncidentKey.key).where(IncidentKey.case_id == nearest[0])
        session.execute(
            update(IncidentKey)
            .where(
                IncidentKey.case_id == case.id,
                IncidentKey.key.startswith("band:"),
                IncidentKey.key.not_in(already),
            )
            .values(case_id=nearest[0], mention_id=nearest[1])
            .execution_options(synchronize_session=False)
        )
    session.execute(delete(IncidentKey).where(IncidentKey.case_id == case.id))
