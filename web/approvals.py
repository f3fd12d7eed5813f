"""Replies that wait for somebody's yes, those that need a second person first."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, func, or_, select

from models import scope
from models.clock import utcnow
from models.errors import Forbidden
from models.records import Account, Case, Reply, Unit
from models.vocabulary import ReplyKind, ReplyState
from web import frame
from web.panel import chosen_unit, officer, reading
from web.rows import clock
from web.shapes import Clock, Pages
from web.words import CATEGORY_WORDS, REPLY_KIND_WORDS

pages = Blueprint("approvals", __name__, url_prefix="/persetujuan")

PAGE = 50


@dataclass(frozen=True)
class Waiting:
    """One reply on the list."""

    href: str
    text: str
    subject: str
    kind: str
    category: str
    unit: str
    account: str
    reply: Reply
    urgency: int
    viral_band: int
    clock: Clock | None


@pages.get("/")
def show() -> str:
    """The waiting replies of the subtree; opening one leads to its case."""
    now, who = utcnow(), officer()
    if not (scope.may(who, "approve") or scope.may(who, "approve_second")):
        raise Forbidden(f"role {who.role} approves nothing")
    chosen = request.args.get("which") or ("second" if scope.may(who, "approve_second") else "all")
    page = max(1, request.args.get("page", 1, type=int))
    with reading() as session:
        unit = chosen_unit(session)
        waiting: list[ColumnElement[bool]] = [
            Reply.state == ReplyState.AWAITING_APPROVAL,
            # The last notice says that it is done: its case is closed by then.
            or_(Case.closed_at.is_(None), Reply.kind == ReplyKind.PROGRESS),
            scope.case_visible(who),
        ]
        if unit is not None:
            waiting.append(Case.unit_id.in_(scope.subtree_ids(unit.path)))
        both, second = session.execute(
            select(func.count(), func.count().filter(Reply.second_approval_needed))
            .join(Case, Case.id == Reply.case_id)
            .where(*waiting)
        ).one()
        if chosen == "second":
            waiting.append(Reply.second_approval_needed.is_(True))
        found = session.execute(
            select(Reply, Case, Unit.name, Account.handle)
            .join(Case, Case.id == Reply.case_id)
            .join(Unit, Unit.id == Case.unit_id)
            .join(Account, Account.id == Reply.account_id)
            .where(*waiting)
            .order_by(Reply.second_approval_needed.desc(), Case.attention_at, Reply.id)
            .offset((page - 1) * PAGE)
            .limit(PAGE)
        ).all()
        lines = [
            Waiting(
                href=url_for("case.show", code=case.code),
                text=reply.text,
                subject=case.subject,
                kind=str(REPLY_KIND_WORDS[reply.kind]),
                category=str(CATEGORY_WORDS[case.category]),
                unit=name,
                account=handle,
                reply=reply,
                urgency=case.urgency,
                viral_band=case.viral_band,
                clock=clock(case, now),
            )
            for reply, case, name, handle in found
        ]
        total = second if chosen == "second" else both
        return frame.render_panel(
            session,
            "approvals.html",
            "approvals",
            unit,
            lines=lines,
            may_release=scope.may(who, "approve_second"),
            tabs=_tabs(unit, chosen, both, second),
            pages=_pages(unit, chosen, page, len(lines), total),
        )


def _tabs(unit: Unit | None, chosen: str, both: int, second: int) -> list[dict[str, object]]:
    code = unit.code if unit else None
    others: list[dict[str, object]] = [
        {"href": url_for(endpoint, unit=code), "label": label, "count": None, "current": False}
        for endpoint, label in (
            ("bulk.show", gettext("Serentak")),
            ("shadow_posts.show", gettext("Mode bayangan")),
        )
    ]
    lists: list[dict[str, object]] = [
        {
            "href": url_for("approvals.show", unit=code, which=which),
            "label": label,
            "count": count,
            "current": chosen == which,
        }
        for which, label, count in (
            ("second", gettext("Perlu orang kedua"), second),
            ("all", gettext("Semua yang menunggu"), both),
        )
    ]
    return [*lists, *others]


def _pages(unit: Unit | None, chosen: str, page: int, shown: int, total: int) -> Pages:
    def href(number: int) -> str:
        return url_for("approvals.show", unit=unit.code if unit else None, which=chosen, page=number)

    start = (page - 1) * PAGE
    return Pages(
        start + 1 if shown else 0,
        start + shown,
        total,
        href(page - 1) if page > 1 else "",
        href(page + 1) if start + shown < total else "",
    )
