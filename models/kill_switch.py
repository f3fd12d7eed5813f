"""Stopping what we send, at once and by one; letting it go on, by two.

A target is "switch:sends_paused" (everything), "unit:<id>" with all below it, or "account:<id>".
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, outbox, scope, send_pauses, two_persons
from models.errors import Conflict, Forbidden
from models.policy import KILL_SWITCH, why_paused
from models.records import Account, AuditEntry, Officer, Switch, Unit

EVERYTHING = f"switch:{KILL_SWITCH}"
PAUSED, ASKED, RESUMED = "sends.paused", "sends.resume_asked", "sends.resumed"


def stop(session: Session, target: str, who: Officer, reason: str, now: datetime) -> None:
    """Nothing of the target is sent any more. One person is enough: it must not wait.

    Raises Forbidden or LookupError outside the officer's reach, ValueError for no target, Conflict where it
    is stopped already.
    """
    row, unit_id = _row(session, target, who)
    _turn(row, True, reason, f"officer:{who.id}", now)
    send_pauses.begin(session, target, now)
    audit.record(session, f"officer:{who.id}", PAUSED, target, unit_id, reason=reason)


def stop_account(session: Session, account: Account, actor: str, reason: str, now: datetime) -> bool:
    """The same by a rule of the policy, without an officer; False where it was stopped before."""
    if account.sends_paused:
        return False
    target = f"account:{account.id}"
    account.sends_paused = True
    send_pauses.begin(session, target, now)
    audit.record(session, actor, PAUSED, target, account.unit_id, reason=reason)
    return True


def release(
    session: Session, target: str, who: Officer, reason: str, now: datetime, valid_for: timedelta
) -> bool:
    """Sending goes on, once a second officer says so too; False where this was the first of the two.

    What was held is due at once then. A first word lapses after `valid_for`. Raises like `stop`, and
    Conflict where the first one asks again.
    """
    row, unit_id = _row(session, target, who)
    if not _stopped(row):
        raise Conflict("the switch already stands there")
    actor = f"officer:{who.id}"
    if not two_persons.is_second(asked(session, target, now, valid_for), who):
        audit.record(session, actor, ASKED, target, unit_id, reason=reason)
        return False
    _turn(row, False, reason, actor, now)
    send_pauses.end(session, target, now)
    woken = outbox.wake(session, why_paused(row), now)
    audit.record(session, actor, RESUMED, target, unit_id, reason=reason, woken=woken)
    return True


def asked(session: Session, target: str, now: datetime, valid_for: timedelta) -> AuditEntry | None:
    """Who has asked for this target to go on and waits for a second officer."""
    return two_persons.asked_before(session, target, ASKED, (PAUSED, RESUMED), now, valid_for)


def _row(session: Session, target: str, who: Officer) -> tuple[Switch | Unit | Account, int | None]:
    kind, _, number = target.partition(":")
    if target == EVERYTHING:
        if who.unit.parent_id is not None:
            raise Forbidden("only officers of the topmost unit stop everything")
        switch = session.get(Switch, KILL_SWITCH, with_for_update=True)
        if switch is None:
            switch = Switch(name=KILL_SWITCH, on=False)
            session.add(switch)
        return switch, None
    if kind not in ("unit", "account") or not number.isdigit():
        raise ValueError(f"{target!r} is nothing that can be stopped")
    if kind == "unit":
        inside = scope.path_range(Unit.path, who.unit.path)
        unit = session.scalars(
            select(Unit).where(Unit.id == int(number), inside).with_for_update()
        ).one_or_none()
        if unit is None:
            raise LookupError(f"{target} is outside the officer's units")
        return unit, unit.id
    found = select(Account).where(Account.id == int(number), scope.account_visible(who)).with_for_update()
    account = session.scalars(found).one_or_none()
    if account is None:
        raise LookupError(f"{target} is outside the officer's units")
    return account, account.unit_id


def _stopped(row: Switch | Unit | Account) -> bool:
    return bool(row.on) if isinstance(row, Switch) else row.sends_paused


def _turn(row: Switch | Unit | Account, stopped: bool, reason: str, actor: str, now: datetime) -> None:
    if _stopped(row) == stopped:
        raise Conflict("the switch already stands there")
    if isinstance(row, Switch):
        row.on, row.reason = stopped, reason
        row.changed_at, row.changed_by = now, actor
    else:
        row.sends_paused = stopped
