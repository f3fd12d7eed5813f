"""The citizen's own page: stages by ticket code, his own words and rights with the PIN. No account.

Whoever guesses learns nothing: a wrong code and a wrong PIN are answered alike, and after some of
them an address waits. Their record lies beside the sign-in attempts, under "track:", so that a
citizen's typing error never slows an officer behind the same address.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask import session as visit
from flask_babel import gettext, refresh
from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from models import audit, casework, merging, satisfaction, sla, vault
from models.clock import utcnow
from models.records import Case, CaseEvent, DataRequest, Mention, SignInAttempt, Unit
from models.vocabulary import OPEN_STAGES, EventKind, Stage
from web.citizen import public_stages
from web.languages import LOCALES
from web.panel import panel, reading, writing

pages = Blueprint("tracking", __name__, url_prefix="/lacak")

WINDOW = timedelta(minutes=15)
FREE_TRIES = 20
FREE_TRIES_CODE = 8
KEEP_TRIES = timedelta(days=1)
OPENED = "tracked"
RIGHTS = ("access", "erase")


@pages.after_request
def keep_out_of_indexes(response: Response) -> Response:
    """The address holds a ticket code: no search engine keeps it, no other site is told."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@pages.get("")
def form() -> str:
    """Asks for the code."""
    return _form(request.args.get("code", "")[:40])


@pages.post("")
def submit() -> tuple[str, int] | AnyResponse:
    """Leads to the page of the code; with the right PIN also to the citizen's own words."""
    code = plain_code(request.form.get("code", ""))
    pin = request.form.get("secret", "").strip().upper()[:20]
    with writing() as session:
        if must_wait(session, code):
            return _wait_page()
        case = session.scalars(select(Case).where(Case.code == code)).one_or_none()
        hashed = vault.keyed_hash(panel().settings.secret_key, "pin", pin)
        # Compared even where there is no case, so that the answer takes as long.
        right = hmac.compare_digest(hashed, case.secret_hash if case else "0" * 64)
        if case is None or (pin and not right):
            record_try(session, code)
            return _form(code, _no_match()), 404
    visit.pop(OPENED, None)
    if pin:
        visit[OPENED] = code
    return redirect(url_for("tracking.show", code=code, lang=asked_language()), 303)


@pages.get("/<code>")
def show(code: str) -> str | tuple[str, int] | AnyResponse:
    """The stages; nothing that was said."""
    if code != plain_code(code):
        return redirect(url_for("tracking.show", code=plain_code(code), lang=asked_language()))
    with reading() as session:
        case = session.scalars(select(Case).where(Case.code == code)).one_or_none()
        waits = must_wait(session, code)
        if case is not None and not waits:
            return _page(session, case)
    if waits:
        return _wait_page()
    with writing() as session:
        record_try(session, code)
    return _form(code, _no_match()), 404


@pages.post("/<code>/data")
def ask_for_data(code: str) -> AnyResponse:
    """The citizen asks what is kept about him, or to have it erased; the legal clock starts."""
    kind = request.form.get("kind", "")
    if kind not in RIGHTS:
        abort(400)
    with writing() as session:
        case = own_case(session, code)
        now = utcnow()
        if _open_request(session, case, kind) is None:
            wanted = DataRequest(
                kind=kind, case_id=case.id, received_at=now, due_at=sla.data_request_due(now)
            )
            session.add(wanted)
            session.flush()
            audit.record(
                session,
                "citizen",
                "data_request.received",
                f"data_request:{wanted.id}",
                case.unit_id,
                kind=kind,
            )
    flash(gettext("Permintaan Anda sudah dicatat dan dijawab paling lambat dalam 3 x 24 jam."), "good")
    return redirect(url_for("tracking.show", code=code, lang=asked_language()), 303)


def plain_code(typed: str) -> str:
    """A ticket code as it is kept, from what a person types: case, blanks and dashes do not matter."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper())[:12].removeprefix("TG")
    return f"TG-{letters[:4]}-{letters[4:]}"


def _page(session: Session, case: Case) -> str:
    # The code of a case that was merged shows how it goes on there; the words stay each citizen's own.
    shown, now = merging.going_on(session, case), utcnow()
    unit, next_at = session.get_one(Unit, shown.unit_id), _next_news(shown)
    g.timezone = unit.timezone
    refresh()
    own = visit.get(OPENED) == case.code
    return render_template(
        "tracking.html",
        item=case,
        stage=shown.stage,
        unit=unit.name,
        steps=public_stages.steps(session, shown),
        open=shown.stage in OPEN_STAGES,
        next_at=next_at,
        late=next_at is not None and next_at < now,
        asks=own and satisfaction.may_be_asked(shown) and satisfaction.given(session, case) is None,
        reopen_until=_reopen_until(shown, now),
        own=own,
        words=_own_words(session, case) if own else [],
        asked={kind: _open_request(session, case, kind) for kind in RIGHTS} if own else {},
        lang=asked_language(),
    )


def _next_news(case: Case) -> datetime | None:
    if case.closed_at is not None:
        return None
    return case.due_at if case.first_answered_at is None else case.next_news_at


def _reopen_until(case: Case, now: datetime) -> datetime | None:
    """Until when the citizen may say that it is not finished; None where he may not."""
    if case.closed_at is None or not satisfaction.may_reopen(case, now):
        return None
    return case.closed_at + casework.REOPEN_WITHIN


def _own_words(session: Session, case: Case) -> list[tuple[datetime, str]]:
    """What the citizen wrote, masked as it is kept: in the thread, and on this page."""
    said = [
        (mention.created_at, mention.text_masked)
        for mention in session.scalars(
            select(Mention)
            .where(Mention.case_id == case.id, Mention.removed_at.is_(None))
            .order_by(Mention.created_at)
            .limit(50)
        )
    ]
    added = [
        (event.at, str(event.detail["text"]))
        for event in session.scalars(select(CaseEvent).where(noted(case)).order_by(CaseEvent.id).limit(50))
        # Whoever wrote without the PIN may be somebody else: his words are the officers' alone.
        if "text" in event.detail and event.detail.get("by") != casework.BY_CODE
    ]
    return sorted([*said, *added], key=lambda pair: pair[0])


def noted(case: Case) -> ColumnElement[bool]:
    """What the citizen wrote on this page, not in the thread."""
    return and_(
        CaseEvent.case_id == case.id,
        CaseEvent.kind == EventKind.CITIZEN_ANSWERED,
        CaseEvent.mention_id.is_(None),
    )


def own_case(session: Session, code: str) -> Case:
    """The case this visitor opened with its PIN; 404 for any other, whether it exists or not."""
    case = session.scalars(select(Case).where(Case.code == code)).one_or_none()
    if case is None or visit.get(OPENED) != case.code:
        abort(404)
    return case


def asked_case(session: Session, code: str) -> tuple[Case, bool]:
    """The case that waits for details, and whether this visitor opened it with its PIN; 404 for any other."""
    case = session.scalars(select(Case).where(Case.code == code)).one_or_none()
    proven = case is not None and visit.get(OPENED) == case.code
    if case is None or not (proven or case.stage is Stage.NEED_DETAILS):
        abort(404)
    return case, proven


def _open_request(session: Session, case: Case, kind: str) -> DataRequest | None:
    return session.scalars(
        select(DataRequest)
        .where(DataRequest.case_id == case.id, DataRequest.kind == kind, DataRequest.answered_at.is_(None))
        .limit(1)
    ).first()


def _address() -> str:
    return f"track:{request.remote_addr or ''}"[:60]


def must_wait(session: Session, code: str) -> bool:
    """Whether this address, or this code from wherever, was tried wrongly too often just now."""
    since = utcnow() - WINDOW

    def failed(whose: ColumnElement[bool]) -> int:
        counted = select(func.count(SignInAttempt.id)).where(SignInAttempt.at > since, whose)
        return session.scalar(counted) or 0

    return (
        failed(SignInAttempt.address == _address()) >= FREE_TRIES
        or failed(SignInAttempt.login == f"track:{code}") >= FREE_TRIES_CODE
    )


def record_try(session: Session, code: str) -> None:
    """Counts a wrong code or PIN, or an answer that is given once, against this address and this code."""
    now = utcnow()
    ours = (SignInAttempt.login >= "track:") & (SignInAttempt.login < "track;")
    session.execute(delete(SignInAttempt).where(ours, SignInAttempt.at < now - KEEP_TRIES))
    session.add(SignInAttempt(login=f"track:{code}"[:120], address=_address(), succeeded=False, at=now))


def _no_match() -> str:
    return str(
        gettext(
            "Kode dan PIN ini tidak cocok dengan pengaduan mana pun. Periksa lagi balasan yang Anda terima."
        )
    )


def _wait_page() -> tuple[str, int]:
    words = gettext("Terlalu banyak kode yang keliru dari jaringan Anda. Coba lagi dalam 15 menit.")
    return _form("", str(words)), 429


def _form(code: str = "", error: str = "") -> str:
    return render_template("tracking_form.html", code=code, error=error, lang=asked_language())


def asked_language() -> str | None:
    """The language the address asks for, to be carried on: citizens have no preferences kept."""
    asked = request.args.get("lang")
    return asked if asked in LOCALES else None
