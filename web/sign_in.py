"""Signing in and out: slow for whoever guesses, the same words and time for every failure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as current_session
from flask_babel import gettext
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response

from models import audit, passwords
from models.clock import utcnow
from models.records import Officer, SignInAttempt
from web.panel import officer, reading, writing
from web.preferences import safe_path
from web.sessions import RowSession
from web.times import span

pages = Blueprint("sign_in", __name__)

WINDOW = timedelta(minutes=15)
FREE_TRIES_LOGIN = 5
FREE_TRIES_ADDRESS = 30
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)


@pages.get("/masuk")
def show() -> str:
    """The form."""
    return _form()


@pages.post("/masuk")
def submit() -> tuple[str, int] | Response:
    """Signs in, or says only that it did not work."""
    login = request.form.get("name", "").strip().lower()[:120]
    password = request.form.get("password", "")[:1000]
    address, now = request.remote_addr or "", utcnow()
    with reading() as session:
        wait = _wait(session, login, address, now)
        found = session.scalars(
            select(Officer).where(func.lower(Officer.login) == login).options(joinedload(Officer.unit))
        ).first()
    if wait > timedelta():
        words = gettext(
            "Terlalu banyak percobaan. Coba lagi dalam %(span)s.", span=span(wait.total_seconds() + 1)
        )
        return _form(login, words), 429
    # Outside any transaction: the hash takes its time on purpose.
    right = passwords.matches(found.password_hash if found else None, password)
    admitted = found if found is not None and right and found.active else None
    with writing() as session:
        _record(session, login, address, now, admitted, password)
    if admitted is None:
        return _form(login, gettext("Nama pengguna atau kata sandi keliru.")), 401
    cast(RowSession, current_session).renew(admitted)
    return redirect(safe_path(request.form.get("next", "")))


@pages.post("/keluar")
def leave() -> Response:
    """Signs out; the cookie's token is worth nothing afterwards."""
    who = officer()
    with writing() as session:
        audit.record(session, f"officer:{who.id}", "session.ended", f"officer:{who.id}", who.unit_id)
    cast(RowSession, current_session).renew(None)
    flash(gettext("Anda sudah keluar."), "good")
    return redirect(url_for("sign_in.show"))


def _form(name: str = "", error: str = "") -> str:
    back = request.values.get("next", "")
    return render_template("sign_in.html", name=name, error=error, next=back)


def _wait(session: Session, login: str, address: str, now: datetime) -> timedelta:
    """How long this login or this address has to wait before the next try."""
    by_login = _failures(session, now, SignInAttempt.login == login)
    by_address = _failures(session, now, SignInAttempt.address == address)
    return max(_pause(*by_login, FREE_TRIES_LOGIN, now), _pause(*by_address, FREE_TRIES_ADDRESS, now))


def _failures(session: Session, now: datetime, whose: ColumnElement[bool]) -> tuple[int, datetime | None]:
    """Failures within the window and since the last success, and when the last one was."""
    rows = session.execute(
        select(SignInAttempt.succeeded, SignInAttempt.at)
        .where(whose, SignInAttempt.at > now - WINDOW)
        .order_by(SignInAttempt.id.desc())
        .limit(FREE_TRIES_ADDRESS + 20)
    ).all()
    failed = 0
    for succeeded, _at in rows:
        if succeeded:
            break
        failed += 1
    return failed, rows[0].at if failed else None


def _pause(failed: int, last: datetime | None, free: int, now: datetime) -> timedelta:
    if last is None or failed < free:
        return timedelta()
    doubled: int = 2 ** min(failed - free, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT) - (now - last)


def _record(
    session: Session, login: str, address: str, now: datetime, admitted: Officer | None, password: str
) -> None:
    session.add(SignInAttempt(login=login, address=address, succeeded=admitted is not None, at=now))
    if admitted is None:
        audit.record(session, "visitor", "session.refused", "sign-in", login=login, address=address)
        return
    row = session.get_one(Officer, admitted.id)
    row.last_sign_in_at = now
    if passwords.outdated(row.password_hash):
        row.password_hash = passwords.hash_password(password)
    actor = f"officer:{row.id}"
    audit.record(session, actor, "session.started", actor, row.unit_id, address=address)
