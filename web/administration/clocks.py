"""Response times and holidays: the clocks a unit is measured by."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import LazyString, format_date, gettext
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import law_clocks, scope, sla
from models.errors import Conflict, Forbidden
from models.records import Holiday, SlaPolicy, Unit
from models.vocabulary import Category, CategoryGroup, ClockKind, Law
from web import frame
from web.administration import tabs
from web.panel import note, officer, reading, requires, writing
from web.shapes import Choice
from web.times import span
from web.words import CATEGORY_GROUP_WORDS, CATEGORY_WORDS, CLOCK_WORDS, LAW_WORDS, URGENCY_WORDS, capital

pages = Blueprint("admin_clocks", __name__, url_prefix="/pengaturan/batas-waktu")

LONGEST_MINUTES = 60 * 24 * 60


@pages.get("/")
@requires("settings")
def show() -> str:
    """The policies that differ from the standard, and the holidays."""
    with reading() as session:
        policies = session.execute(
            select(SlaPolicy, Unit.name)
            .outerjoin(Unit, Unit.id == SlaPolicy.unit_id)
            .where(_visible())
            .order_by(Unit.path, SlaPolicy.id)
        ).all()
        holidays = session.scalars(select(Holiday).order_by(Holiday.day.desc()).limit(200)).all()
        return frame.render_panel(
            session,
            "admin_clocks.html",
            "settings",
            tabs=tabs("admin_clocks.show"),
            standard=[
                (URGENCY_WORDS[urgency], span(minutes * 60))
                for urgency, minutes in sorted(sla.FIRST_ANSWER_MINUTES.items(), reverse=True)
            ],
            policies=[
                (
                    one,
                    unit or "",
                    _matter(one),
                    URGENCY_WORDS[one.urgency] if one.urgency is not None else "",
                    span(one.first_answer_minutes * 60),
                    span(one.next_news_hours * 3600),
                    LAW_WORDS[one.law] if one.law else "",
                )
                for one, unit in policies
            ],
            groups=[Choice(group, str(word)) for group, word in CATEGORY_GROUP_WORDS.items()],
            urgencies=[Choice(str(int(level)), str(word)) for level, word in URGENCY_WORDS.items()],
            categories=[Choice(one, capital(CATEGORY_WORDS[one])) for one in Category],
            laws=[Choice(law, capital(word)) for law, word in LAW_WORDS.items()],
            law_days=_law_days(),
            holidays=[(one, format_date(one.day, "EEEE, d MMMM y")) for one in holidays],
            at_the_root=officer().unit.parent_id is None,
        )


@pages.post("/")
@requires("settings")
def set_policy() -> Response:
    """Sets the times and the law for a unit, a category or group and an urgency; empty means all."""
    form = request.form
    try:
        group = CategoryGroup(form["group"]) if form.get("group") else None
        category = Category(form["category"]) if form.get("category") else None
        urgency = int(form["urgency"]) if form.get("urgency") else None
        law = Law(form["law"]) if form.get("law") else None
        minutes, hours = int(form["first_answer_minutes"]), int(form["next_news_hours"])
    except (KeyError, ValueError):
        abort(400)
    if not 1 <= minutes <= LONGEST_MINUTES or not 1 <= hours <= 24 * 90 or urgency not in (None, 0, 1, 2, 3):
        abort(400)
    code = form.get("unit", "").strip().upper()
    with writing() as session:
        unit = _unit(session, code)
        policy = session.scalars(
            select(SlaPolicy).where(
                SlaPolicy.unit_id == unit.id if unit else SlaPolicy.unit_id.is_(None),
                SlaPolicy.category == category if category else SlaPolicy.category.is_(None),
                SlaPolicy.group == group if group else SlaPolicy.group.is_(None),
                SlaPolicy.urgency == urgency if urgency is not None else SlaPolicy.urgency.is_(None),
            )
        ).one_or_none()
        before = policy.first_answer_minutes if policy else None
        if policy is None:
            policy = SlaPolicy(
                unit_id=unit.id if unit else None, category=category, group=group, urgency=urgency
            )
            session.add(policy)
        policy.first_answer_minutes, policy.next_news_hours = minutes, hours
        policy.law, policy.waits_for_citizen = law, bool(form.get("waits_for_citizen"))
        session.flush()
        note(
            session,
            "sla_policy.set",
            f"sla_policy:{policy.id}",
            policy.unit_id,
            category=category,
            group=group,
            urgency=urgency,
            law=law,
            waits_for_citizen=policy.waits_for_citizen,
            before=before,
            after=minutes,
        )
    flash(gettext("Batas waktu tersimpan; berlaku untuk pengaduan yang masuk mulai sekarang."), "good")
    return redirect(url_for("admin_clocks.show"))


@pages.post("/<int:policy_id>/hapus")
@requires("settings")
def remove_policy(policy_id: int) -> Response:
    """Takes a policy away; the wider one, or the standard, holds from then on."""
    with writing() as session:
        policy = session.scalars(select(SlaPolicy).where(SlaPolicy.id == policy_id, _visible())).one_or_none()
        if policy is None:
            abort(404)
        if policy.unit_id is None:
            _root_only()
        minutes, unit_id = policy.first_answer_minutes, policy.unit_id
        session.delete(policy)
        note(session, "sla_policy.removed", f"sla_policy:{policy_id}", unit_id, before=minutes)
    flash(gettext("Batas waktu itu dihapus."), "good")
    return redirect(url_for("admin_clocks.show"))


@pages.post("/libur")
@requires("settings")
def add_holiday() -> Response:
    """Adds a day on which working-day clocks rest."""
    _root_only()
    name = " ".join(request.form.get("name", "").split())[:120]
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        abort(400)
    if not name:
        abort(400)
    with writing() as session:
        if session.get(Holiday, day) is not None:
            raise Conflict("this day is a holiday already")
        session.add(Holiday(day=day, name=name))
        session.flush()
        law_clocks.holiday_added(session, day)
        note(session, "holiday.added", f"holiday:{day.isoformat()}", None, name=name)
    flash(gettext("Hari libur tersimpan."), "good")
    return redirect(url_for("admin_clocks.show"))


@pages.post("/libur/<day>/hapus")
@requires("settings")
def remove_holiday(day: str) -> Response:
    """Makes a holiday a working day again."""
    _root_only()
    with writing() as session:
        try:
            found = session.get(Holiday, date.fromisoformat(day))
        except ValueError:
            abort(404)
        if found is None:
            abort(404)
        name = found.name
        session.delete(found)
        note(session, "holiday.removed", f"holiday:{day}", None, name=name)
    flash(gettext("Hari libur dihapus."), "good")
    return redirect(url_for("admin_clocks.show"))


def _matter(policy: SlaPolicy) -> str:
    """The category a policy is for, else the group; empty for all."""
    if policy.category is not None:
        return capital(CATEGORY_WORDS[policy.category])
    return str(CATEGORY_GROUP_WORDS[policy.group]) if policy.group else ""


def _law_days() -> list[tuple[LazyString, str]]:
    laws = (law_clocks.DAYS[law] for law in (Law.DUMAS, Law.LAPOR))
    found = [pair for clocks in laws for pair in clocks.items()]
    service = (law_clocks.INFORMATION_DAYS, law_clocks.COMPLAINT_DAYS, law_clocks.INQUIRY_DAYS)
    return [
        *((CLOCK_WORDS[kind], str(days)) for kind, days in found),
        (CLOCK_WORDS[ClockKind.LAPOR_SILENCE], str(law_clocks.SILENCE_DAYS)),
        (
            CLOCK_WORDS[ClockKind.SERVICE_RESULT],
            gettext(
                "%(info)d informasi, %(complaint)d pengaduan, %(inquiry)d tentang petugas",
                info=service[0],
                complaint=service[1],
                inquiry=service[2],
            ),
        ),
    ]


def _visible() -> ColumnElement[bool]:
    return or_(SlaPolicy.unit_id.is_(None), SlaPolicy.unit_id.in_(scope.subtree_ids(officer().unit.path)))


def _unit(session: Session, code: str) -> Unit | None:
    """The unit of this code within reach; None (all units) for no code, from the topmost unit only."""
    if not code:
        _root_only()
        return None
    inside = scope.path_range(Unit.path, officer().unit.path)
    return session.scalars(select(Unit).where(Unit.code == code, inside)).one_or_none() or abort(404)


def _root_only() -> None:
    if officer().unit.parent_id is not None:
        raise Forbidden("what holds for all units is set by officers of the topmost unit")
