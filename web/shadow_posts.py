"""What shadow mode kept back, next to what people posted on the same thread themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, request, url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models import outbox, scope
from models.records import Account, Case, HandPost, Mention, Reply, ShadowPost, Unit
from models.vocabulary import Channel
from web import frame
from web.panel import chosen_unit, officer, reading, requires
from web.shapes import Pages
from web.words import CATEGORY_WORDS, REPLY_KIND_WORDS, masked_words

pages = Blueprint("shadow_posts", __name__, url_prefix="/bayangan")

PAGE = 50
EVERY, BY_HAND, BY_NOBODY = "", "answered", "silent"


@dataclass(frozen=True)
class Posted:
    """What a person posted: seen on the timeline, or written down by the officer who did."""

    text: str
    at: datetime
    seen: bool
    href: str = ""


@dataclass(frozen=True)
class Pair:
    """One reply that was kept back, and what the citizen read instead."""

    href: str
    code: str
    subject: str
    said: str
    said_at: datetime
    kind: str
    category: str
    unit: str
    channel: Channel
    account: str
    text: str
    at: datetime
    by_people: list[Posted]


@pages.get("/")
@requires("see_cases")
def show() -> str:
    """The replies kept back, newest first; `?which=` those that people answered, or that nobody did."""
    page = max(1, request.args.get("page", 1, type=int))
    which = request.args.get("which", EVERY)
    with reading() as session:
        unit = chosen_unit(session)
        counts = session.execute(
            select(func.count(), func.count().filter(_by_people()))
            .select_from(ShadowPost)
            .join(Reply, Reply.id == ShadowPost.reply_id)
            .join(Case, Case.id == Reply.case_id)
            .where(*_visible(unit))
        ).one()
        totals = {EVERY: counts[0], BY_HAND: counts[1], BY_NOBODY: counts[0] - counts[1]}
        pairs = _pairs(session, [*_visible(unit), *_narrowed(which)], page)
        return frame.render_panel(
            session,
            "shadow_posts.html",
            "approvals",
            unit,
            pairs=pairs,
            tabs=_tabs(unit, which, totals),
            pages=_pages(unit, which, page, len(pairs), totals.get(which, 0)),
        )


def _visible(unit: Unit | None) -> list[ColumnElement[bool]]:
    """The cases the officer may see, of the chosen unit and those below it."""
    found = [scope.case_visible(officer())]
    if unit is not None:
        found.append(Case.unit_id.in_(scope.subtree_ids(unit.path)))
    return found


def _by_people() -> ColumnElement[bool]:
    """Whether a person answered in the case from which the kept-back reply came."""
    on_timeline = select(HandPost.id).join(Mention, Mention.id == HandPost.mention_id)
    written_down = select(Mention.id).join(Reply, Reply.mention_id == Mention.id)
    of_the_case = Mention.case_id == ShadowPost.case_id
    return or_(
        on_timeline.where(of_the_case).correlate(ShadowPost).exists(),
        written_down.where(of_the_case, Reply.state_reason == outbox.BY_HAND).correlate(ShadowPost).exists(),
    )


def _narrowed(which: str) -> list[ColumnElement[bool]]:
    if which == EVERY:
        return []
    return [_by_people() if which == BY_HAND else ~_by_people()]


def _pairs(session: Session, conditions: Iterable[ColumnElement[bool]], page: int) -> list[Pair]:
    rows = session.execute(
        select(ShadowPost, Reply, Mention, Case, Unit.name, Account.handle)
        .join(Reply, Reply.id == ShadowPost.reply_id)
        .join(Mention, Mention.id == Reply.mention_id)
        .join(Case, Case.id == Reply.case_id)
        .join(Unit, Unit.id == Case.unit_id)
        .join(Account, Account.id == Reply.account_id)
        .where(*conditions)
        .order_by(ShadowPost.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    by_people = _posted(session, {row.ShadowPost.case_id: row.Case.about_officer for row in rows})
    return [
        Pair(
            href=url_for("case.show", code=case.code),
            code=case.code,
            subject=case.subject,
            said=masked_words(mention.text_masked),
            said_at=mention.created_at,
            kind=str(REPLY_KIND_WORDS[reply.kind]),
            category=str(CATEGORY_WORDS[case.category]),
            unit=name,
            channel=reply.channel,
            account=handle,
            text=post.text,
            at=post.at,
            by_people=by_people[post.case_id],
        )
        for post, reply, mention, case, name, handle in rows
    ]


def _posted(session: Session, cases: dict[int, bool]) -> dict[int, list[Posted]]:
    """What people posted in each of these cases (id -> about an officer), oldest first; each post once."""
    found: dict[int, list[Posted]] = defaultdict(list)
    seen = session.execute(
        select(Case.id, HandPost)
        .join(Mention, Mention.case_id == Case.id)
        .join(HandPost, HandPost.mention_id == Mention.id)
        .where(Case.id.in_(cases))
        .order_by(HandPost.posted_at)
    ).all()
    known = set()
    for case_id, post in seen:
        known |= {post.external_id, post.url}
        # The address leads to the thread, and there stands who complained about an officer.
        href = "" if cases[case_id] else post.url
        found[case_id].append(Posted(masked_words(post.text_masked), post.posted_at, True, href))
    vouched = session.execute(
        select(Case.id, Reply)
        .join(Mention, Mention.case_id == Case.id)
        .join(Reply, Reply.mention_id == Mention.id)
        .where(Case.id.in_(cases), Reply.state_reason == outbox.BY_HAND)
        .order_by(Reply.id)
    ).all()
    for case_id, reply in vouched:
        if reply.external_id not in known and reply.sent_at is not None:
            found[case_id].append(Posted(reply.text, reply.sent_at, False))
    return found


def _tabs(unit: Unit | None, which: str, totals: dict[str, int]) -> list[dict[str, object]]:
    words = {
        EVERY: gettext("Semua yang tidak dikirim"),
        BY_HAND: gettext("Dijawab orang"),
        BY_NOBODY: gettext("Belum dijawab siapa pun"),
    }
    return [
        {"href": _href(unit, one), "label": label, "count": totals[one], "current": one == which}
        for one, label in words.items()
    ]


def _pages(unit: Unit | None, which: str, page: int, shown: int, total: int) -> Pages:
    start = (page - 1) * PAGE
    return Pages(
        start + 1 if shown else 0,
        start + shown,
        total,
        _href(unit, which, page - 1) if page > 1 else "",
        _href(unit, which, page + 1) if start + shown < total else "",
    )


def _href(unit: Unit | None, which: str, page: int | None = None) -> str:
    code = unit.code if unit else None
    return url_for("shadow_posts.show", unit=code, which=which or None, page=page)
