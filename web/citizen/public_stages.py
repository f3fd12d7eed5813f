"""The public line of a case: which stage when, who has it, what comes next. Never a word of the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.records import Case, CaseEvent, Unit
from models.vocabulary import OPEN_STAGES, EventKind, Stage
from web.shapes import StageStep

TOLD = (EventKind.OPENED, EventKind.STAGE_CHANGED, EventKind.HANDED_OVER)
AHEAD = {
    Stage.RECEIVED: (Stage.IN_PROGRESS, Stage.DONE),
    Stage.FORWARDED: (Stage.IN_PROGRESS, Stage.DONE),
    Stage.IN_PROGRESS: (Stage.DONE,),
    Stage.FIELD_CHECK: (Stage.DONE,),
    Stage.NEED_DETAILS: (Stage.IN_PROGRESS, Stage.DONE),
}


def steps(session: Session, case: Case) -> Sequence[StageStep]:
    """What happened, oldest first, where it is now, and what usually follows."""
    events = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(TOLD)).order_by(CaseEvent.id)
    ).all()
    names = _unit_names(session, events, case)
    passed: list[tuple[Stage, datetime, str]] = []
    for event in events:
        stage, unit = _stage_of(event), names.get(_unit_of(event), "")
        if passed and passed[-1][0] is stage and passed[-1][2] == unit:
            continue  # a hand-over is told to both units
        passed.append((stage, event.at, unit))
    if not passed or passed[-1][0] is not case.stage:
        passed.append((case.stage, passed[-1][1] if passed else case.opened_at, names[case.unit_id]))
    done = [StageStep(stage, "done", at, unit) for stage, at, unit in passed[:-1]]
    stage, at, _ = passed[-1]
    closed = case.stage not in OPEN_STAGES
    here = StageStep(stage, "done" if closed else "now", at, names[case.unit_id])
    return [*done, here, *(StageStep(later, "next") for later in AHEAD.get(case.stage, ()))]


def _stage_of(event: CaseEvent) -> Stage:
    match event.kind:
        case EventKind.OPENED:
            return Stage.RECEIVED
        case EventKind.HANDED_OVER:
            return Stage.FORWARDED
        case _:
            return Stage(str(event.detail["after"]))


def _unit_of(event: CaseEvent) -> int | str:
    return str(event.detail["to"]) if event.kind is EventKind.HANDED_OVER else event.unit_id


def _unit_names(session: Session, events: Sequence[CaseEvent], case: Case) -> dict[int | str, str]:
    """Names by id and by code, as the events mention units in both ways."""
    asked = [_unit_of(event) for event in events]
    ids = [case.unit_id, *(one for one in asked if isinstance(one, int))]
    codes = [one for one in asked if isinstance(one, str)]
    names: dict[int | str, str] = {}
    for unit in session.scalars(select(Unit).where(Unit.id.in_(ids) | Unit.code.in_(codes))):
        names[unit.id] = names[unit.code] = unit.name
    return names
