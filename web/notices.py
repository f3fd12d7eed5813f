"""What every page of the panel says at its top: whether sending is stopped or kept back, and what alerts wait."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g
from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import scope, shadow
from models.policy import KILL_SWITCH
from models.records import Account, Alert, Officer, Switch, Unit
from web.panel import reading
from web.words import at_name

NAMED = 3
COUNTED = 100


@dataclass(frozen=True)
class Notices:
    """`paused` is empty while everything may be sent, `shadow` while nothing is kept back.

    `open_alerts` is counted up to 100.
    """

    paused: str = ""
    shadow: str = ""
    open_alerts: int = 0


def register(app: Flask) -> None:
    """Gives `notices()` to the templates; only a page that asks costs its few queries."""
    app.jinja_env.globals["notices"] = notices


def notices() -> Notices:
    """For the officer who is signed in; empty for a visitor."""
    if g.get("officer") is None:
        return Notices()
    with reading() as session:
        who = g.officer
        return Notices(paused_words(session, who), shadow_words(session, who), open_alerts(session, who))


def open_alerts(session: Session, who: Officer) -> int:
    """How many alerts of the officer's units nobody has acknowledged."""
    some = select(Alert.id).where(Alert.acknowledged_at.is_(None), scope.alert_visible(who)).limit(COUNTED)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def paused_words(session: Session, who: Officer) -> str:
    """What is stopped, the widest first; empty when nothing in the officer's reach is."""
    switch = session.get(Switch, KILL_SWITCH)
    if switch is not None and switch.on:
        return str(gettext("Semua pengiriman dihentikan: %(reason)s", reason=switch.reason))
    within = Unit.id.in_(_line(who)) | scope.path_range(Unit.path, who.unit.path)
    names = list(session.scalars(select(Unit.name).where(Unit.sends_paused, within).limit(NAMED + 1)))
    names += [
        at_name(handle)
        for handle in session.scalars(
            select(Account.handle).where(Account.sends_paused, scope.account_visible(who)).limit(NAMED + 1)
        )
    ]
    if not names:
        return ""
    return _named(names, gettext("Pengiriman dihentikan untuk"))


def shadow_words(session: Session, who: Officer) -> str:
    """Where shadow mode keeps back what is approved; empty where it does so nowhere in the officer's reach."""
    targets = [one.target for one in shadow.still_on(session)]
    if not targets:
        return ""
    line = {shadow.EVERYTHING, *map(shadow.unit_target, _line(who))}
    if line & set(targets):
        return str(gettext("Mode bayangan: semua berjalan, tidak ada balasan yang dikirim ke warga"))
    ids = [unit_id for one in targets if (unit_id := shadow.unit_id(one)) is not None]
    within = scope.path_range(Unit.path, who.unit.path)
    names = list(session.scalars(select(Unit.name).where(Unit.id.in_(ids), within).limit(NAMED + 1)))
    return _named(names, gettext("Mode bayangan, tidak ada yang dikirim, untuk")) if names else ""


def _line(who: Officer) -> list[int]:
    return [int(part) for part in who.unit.path.strip("/").split("/")]


def _named(names: list[str], words: str) -> str:
    shown = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        return str(gettext("%(words)s %(names)s dan lainnya", words=words, names=shown))
    return f"{words} {shown}"
