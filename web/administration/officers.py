"""Who may sign in: retiring, bringing back, another role, a new password. Nobody changes himself."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response

from models import passwords, scope
from models.errors import Forbidden
from models.records import Officer, Unit, WebSession
from models.vocabulary import Role
from web import frame
from web.administration import PAGE, neighbours, page_number, tabs
from web.panel import note, officer, reading, requires, writing
from web.shapes import Cell, Choice, Column, Row
from web.times import ago
from web.words import ROLE_WORDS

pages = Blueprint("admin_officers", __name__, url_prefix="/pengaturan/petugas")


@pages.get("/")
@requires("settings")
def show() -> str:
    """One page of officers by login."""
    q = request.args.get("q", "").strip()[:100]
    with reading() as session:
        within = [scope.path_range(Unit.path, officer().unit.path)]
        if q:
            within.append(
                or_(
                    Officer.login.icontains(q, autoescape=True),
                    Officer.name.icontains(q, autoescape=True),
                    Unit.name.icontains(q, autoescape=True),
                )
            )
        found = select(Officer).join(Unit, Unit.id == Officer.unit_id).where(*within)
        total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
        people = session.scalars(
            found.options(joinedload(Officer.unit))
            .order_by(Officer.active.desc(), Officer.login)
            .offset((page_number() - 1) * PAGE)
            .limit(PAGE)
        ).all()
        return frame.render_panel(
            session,
            "admin_list.html",
            "settings",
            title=gettext("Petugas"),
            note=gettext("ditambah dengan perintah: tanggap add-officer"),
            tabs=tabs("admin_officers.show"),
            action=url_for("admin_officers.show"),
            q=q,
            columns=[
                Column(gettext("Nama pengguna")),
                Column(gettext("Nama")),
                Column(gettext("Peran")),
                Column(gettext("Satuan")),
                Column(gettext("Terakhir masuk")),
                Column(gettext("Keadaan")),
            ],
            rows=[_row(one) for one in people],
            pages=neighbours(len(people), total, q or None),
        )


@pages.get("/<int:officer_id>")
@requires("settings")
def one(officer_id: int) -> str:
    """One officer and what can be changed about him."""
    with reading() as session:
        return _page(session, _load(session, officer_id))


@pages.post("/<int:officer_id>/aktif")
@requires("settings")
def switch(officer_id: int) -> Response:
    """Retires an officer, at once and everywhere he is signed in, or brings him back."""
    active = request.form.get("to") == "on"
    with writing() as session:
        person = _other(session, officer_id)
        person.active = active
        if not active:
            _sign_out(session, person)
        act = "officer.reactivated" if active else "officer.deactivated"
        note(session, act, f"officer:{person.id}", person.unit_id, login=person.login)
    flash(
        gettext("Petugas dapat masuk lagi.") if active else gettext("Petugas tidak dapat masuk lagi."), "good"
    )
    return redirect(url_for("admin_officers.one", officer_id=officer_id))


@pages.post("/<int:officer_id>/peran")
@requires("settings")
def change_role(officer_id: int) -> Response:
    """Gives an officer another role; he signs in again with it."""
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        abort(400)
    with writing() as session:
        person = _other(session, officer_id)
        before, person.role = person.role, role
        _sign_out(session, person)
        note(
            session, "officer.role_changed", f"officer:{person.id}", person.unit_id, before=before, after=role
        )
    flash(gettext("Peran diubah; petugas perlu masuk lagi."), "good")
    return redirect(url_for("admin_officers.one", officer_id=officer_id))


@pages.post("/<int:officer_id>/sandi")
@requires("settings")
def reset_password(officer_id: int) -> str:
    """Gives a new password, shown this once on this page and kept nowhere in plain words."""
    password = secrets.token_urlsafe(12)
    hashed = passwords.hash_password(password)
    with writing() as session:
        person = _other(session, officer_id)
        person.password_hash = hashed
        _sign_out(session, person)
        note(session, "officer.password_reset", f"officer:{person.id}", person.unit_id, login=person.login)
    with reading() as session:
        return _page(session, _load(session, officer_id), password)


def _page(session: Session, person: Officer, password: str = "") -> str:
    return frame.render_panel(
        session,
        "admin_officer.html",
        "settings",
        person.unit,
        person=person,
        role=ROLE_WORDS[person.role],
        roles=[Choice(role, str(word)) for role, word in ROLE_WORDS.items()],
        himself=person.id == officer().id,
        password=password,
    )


def _row(person: Officer) -> Row:
    state = Cell(gettext("aktif"), tone="good") if person.active else Cell(gettext("nonaktif"), tone="quiet")
    seen = (
        ago(person.last_sign_in_at) if person.last_sign_in_at else Cell(gettext("belum pernah"), tone="quiet")
    )
    return Row(
        (person.login, person.name, str(ROLE_WORDS[person.role]), person.unit.name, seen, state),
        url_for("admin_officers.one", officer_id=person.id),
    )


def _load(session: Session, officer_id: int) -> Officer:
    found = session.scalars(
        select(Officer)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(Officer.id == officer_id, scope.path_range(Unit.path, officer().unit.path))
        .options(joinedload(Officer.unit))
    ).one_or_none()
    return found or abort(404)


def _other(session: Session, officer_id: int) -> Officer:
    """Somebody else within reach: a second administrator changes the first."""
    if officer_id == officer().id:
        raise Forbidden("nobody changes his own role, password or access here")
    return _load(session, officer_id)


def _sign_out(session: Session, person: Officer) -> None:
    session.execute(delete(WebSession).where(WebSession.officer_id == person.id))
