"""Every mention, noise too, so that nothing the model put aside is lost; and the way to make it a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import correcting, drafting, scope
from models.clock import utcnow
from models.errors import Conflict
from models.records import Account, Assessment, Case, Mention, Unit
from models.vocabulary import Channel, Verdict
from web import frame
from web.panel import chosen_unit, note, officer, panel, reading, requires, writing
from web.shapes import Choice, Filter, Pages
from web.words import CHANNEL_WORDS, KIND_WORDS, VERDICT_WORDS

pages = Blueprint("mentions", __name__, url_prefix="/sebutan")

PAGE = 50
UNJUDGED = "none"


@dataclass(frozen=True)
class Line:
    """One mention on the list; `words` are masked."""

    mention: Mention
    words: str
    account: str
    kind: str
    in_thread: int
    thread_href: str
    case_code: str
    case_href: str
    permalink: str


@dataclass(frozen=True)
class Asked:
    """What the address asks for; the page begins below the id `before`, newest first."""

    unit: Unit | None
    verdict: str
    channel: Channel | None
    thread: str
    account: int | None
    q: str
    before: int | None

    def href(self, **changed: str | int | None) -> str:
        asked: dict[str, Any] = {
            "unit": self.unit.code if self.unit else None,
            "verdict": self.verdict or None,
            "channel": self.channel,
            "thread": self.thread or None,
            "account": self.account,
            "q": self.q or None,
            **changed,
        }
        return url_for("mentions.show", **{name: value for name, value in asked.items() if value})


@pages.get("/")
@requires("see_cases")
def show() -> str:
    """One page of mentions, newest first."""
    with reading() as session:
        asked = _asked(session)
        found = _find(session, asked)
        lines = _lines(session, found[:PAGE], asked)
        return frame.render_panel(
            session,
            "mentions.html",
            "mentions",
            asked.unit,
            lines=lines,
            asked=asked,
            tabs=_tabs(asked),
            filters=[
                Filter(
                    "channel",
                    gettext("Kanal"),
                    [Choice(channel, str(word)) for channel, word in CHANNEL_WORDS.items()],
                    asked.channel or "",
                )
            ],
            hidden=_hidden(asked),
            pages=_pages(asked, found),
            may_open=scope.may(officer(), "work_cases"),
        )


@pages.post("/<int:mention_id>/pengaduan")
@requires("work_cases")
def open_case(mention_id: int) -> Response:
    """Makes a mention a case, with a draft, as the model would have; the officer's word is remembered."""
    settings, now = panel().settings, utcnow()
    with writing() as session:
        mention = session.scalars(
            select(Mention)
            .where(Mention.id == mention_id, scope.mention_visible(officer()))
            .with_for_update()
        ).one_or_none()
        if mention is None:
            abort(404)
        if mention.case_id is not None:
            raise Conflict("this mention belongs to a case by now")
        case = correcting.lift(session, mention, settings.secret_key, now, officer().id)
        drafting.draft_first_reply(session, case, mention, settings, panel().queue, now)
        note(session, "case.opened_by_hand", f"case:{case.id}", case.unit_id, mention=mention.id)
        seen = scope.find_case(session, officer(), case.code) is not None
    flash(gettext("Menjadi pengaduan %(code)s.", code=case.code), "good")
    if not seen:
        # A complaint about an officer is Propam's from the first moment.
        return redirect(url_for("mentions.show"))
    return redirect(url_for("case.show", code=case.code))


def _asked(session: Session) -> Asked:
    args = request.args
    verdict = args.get("verdict", "")
    try:
        channel = Channel(args["channel"]) if args.get("channel") else None
        before = int(args["before"]) if args.get("before") else None
    except ValueError:
        abort(400)
    if verdict not in ("", UNJUDGED, *Verdict):
        abort(400)
    q = " ".join(args.get("q", "").split())[:200]
    return Asked(
        chosen_unit(session),
        verdict,
        channel,
        args.get("thread", ""),
        args.get("account", type=int),
        q,
        before,
    )


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [scope.mention_visible(officer())]
    if asked.unit is not None:
        found.append(Mention.unit_id.in_(scope.subtree_ids(asked.unit.path)))
    if asked.verdict == UNJUDGED:
        found.append(Mention.verdict.is_(None))
    elif asked.verdict:
        found.append(Mention.verdict == Verdict(asked.verdict))
    if asked.channel is not None:
        found.append(Mention.channel == asked.channel)
    if asked.account is not None:
        found.append(Mention.account_id == asked.account)
    if asked.thread:
        found.append(Mention.thread_id == asked.thread)
    if asked.q:
        found.append(Mention.text_masked.icontains(asked.q, autoescape=True))
    if asked.before is not None:
        found.append(Mention.id < asked.before)
    return found


def _find(session: Session, asked: Asked) -> Sequence[tuple[Mention, str, str | None]]:
    rows = session.execute(
        select(Mention, Account.handle, Case.code)
        .join(Account, Account.id == Mention.account_id)
        .outerjoin(Case, Case.id == Mention.case_id)
        .where(*_conditions(asked))
        # In the order they were stored: the database walks its own key and stops after one page.
        .order_by(Mention.id.desc())
        .limit(PAGE + 1)
    )
    return [(mention, handle, code) for mention, handle, code in rows]


def _lines(session: Session, found: Sequence[tuple[Mention, str, str | None]], asked: Asked) -> list[Line]:
    kinds = _kinds(session, [mention.id for mention, _, _ in found])
    threads = _threads(session, [mention for mention, _, _ in found])
    return [
        Line(
            mention=mention,
            words=mention.text_masked or gettext("(belum disamarkan, menunggu penilaian)"),
            account=handle,
            kind=kinds.get(mention.id, ""),
            in_thread=(in_thread := threads.get((mention.account_id, mention.thread_id), 1)),
            thread_href=asked.href(thread=mention.thread_id, account=mention.account_id, verdict=None)
            if in_thread > 1 and not asked.thread
            else "",
            case_code=code or "",
            case_href=url_for("case.show", code=code) if code else "",
            permalink=mention.permalink if mention.permalink.startswith("https://") else "",
        )
        for mention, handle, code in found
    ]


def _kinds(session: Session, mention_ids: Sequence[int]) -> dict[int, str]:
    """What the newest assessment took each mention for."""
    rows = session.execute(
        select(Assessment.mention_id, Assessment.kind)
        .where(Assessment.mention_id.in_(mention_ids))
        .order_by(Assessment.id)
    )
    return {mention_id: str(KIND_WORDS[kind]) for mention_id, kind in rows}


def _threads(session: Session, mentions: Sequence[Mention]) -> dict[tuple[int, str], int]:
    """How many mentions each thread holds that the officer may see."""
    rows = session.execute(
        select(Mention.account_id, Mention.thread_id, func.count())
        .where(
            Mention.account_id.in_({one.account_id for one in mentions}),
            Mention.thread_id.in_({one.thread_id for one in mentions}),
            scope.mention_visible(officer()),
        )
        .group_by(Mention.account_id, Mention.thread_id)
    )
    return {(account_id, thread_id): count for account_id, thread_id, count in rows}


def _tabs(asked: Asked) -> list[dict[str, object]]:
    words = {"": gettext("Semua"), **{str(v): str(w) for v, w in VERDICT_WORDS.items()}}
    words[UNJUDGED] = gettext("belum dinilai")
    return [
        {
            "href": asked.href(verdict=verdict or None),
            "label": word[:1].upper() + word[1:],
            "count": None,
            "current": verdict == asked.verdict,
        }
        for verdict, word in words.items()
    ]


def _hidden(asked: Asked) -> dict[str, str]:
    named = {"unit": asked.unit.code if asked.unit else "", "verdict": asked.verdict, "thread": asked.thread}
    return {name: value for name, value in named.items() if value}


def _pages(asked: Asked, found: Sequence[tuple[Mention, str, str | None]]) -> Pages:
    first = request.args.get("first", 1, type=int)
    shown = min(len(found), PAGE)
    older = asked.href(before=found[PAGE - 1][0].id, first=first + PAGE) if len(found) > PAGE else ""
    newest = asked.href() if asked.before is not None else ""
    return Pages(first if shown else 0, first + shown - 1 if shown else 0, None, newest, older)
