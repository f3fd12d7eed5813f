"""What units state in their evaluation, and the decision of the command above each: with evidence, or with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased, joinedload
from werkzeug.wrappers import Response

from models import scope, upward
from models.accounts import NEEDS_APPROVAL
from models.clock import utcnow
from models.records import Account, Breach, Case, Claim, Officer, Unit
from models.vocabulary import Channel
from web import frame
from web.anev.words import DEADLINE_WORDS, MATTER_WORDS
from web.panel import chosen_unit, note, officer, reading, requires, writing
from web.shapes import Cell, Choice, Column, Fact, Row
from web.times import ago, hour
from web.words import CHANNEL_WORDS, ROLE_WORDS, at_name, capital

pages = Blueprint("claims", __name__, url_prefix="/verifikasi/berjenjang")

MOST = 200


@pages.get("/")
@requires("see_breaches")
def show() -> str:
    """What waits for this officer's decision, and what the units of his subtree have stated."""
    who = officer()
    decides = scope.may(who, "verify_upward")
    tab = request.args.get("list") or ("waiting" if decides else "stated")
    if tab not in ("waiting", "stated"):
        abort(400)
    with reading() as session:
        unit = chosen_unit(session) or session.get_one(Unit, who.unit_id)
        which = upward.waits_for(who) if tab == "waiting" and decides else upward.visible(who)
        inside = Claim.unit_id.in_(scope.subtree_ids(unit.path))
        found = session.execute(_claims(which, inside, newest=tab == "stated").limit(MOST)).all()
        states = scope.may(who, "state_upward") and who.unit.parent_id is not None
        return frame.render_panel(
            session,
            "claims.html",
            "claims",
            unit,
            tabs=_tabs(tab, unit) if decides else (),
            columns=_columns(),
            rows=[_row(*row) for row in found],
            waiting=tab == "waiting",
            accounts=_accounts(session, who) if states else (),
        )


@pages.get("/<int:claim_id>")
@requires("see_breaches")
def one(claim_id: int) -> str:
    """One claim: what is stated, on what evidence, and the decision."""
    who = officer()
    with reading() as session:
        row = _found(session, claim_id)
        claim, unit = row[0], row[1]
        open_ = claim.decided_at is None and upward.may_decide(who, claim)
        return frame.render_panel(
            session,
            "claim.html",
            "claims",
            unit,
            chosen=unit,
            title=capital(MATTER_WORDS[claim.matter]),
            facts=_facts(*row),
            claim=claim,
            about_href=_about_href(claim, row[2], session),
            may_decide=open_,
        )


@pages.post("/<int:claim_id>/sahkan")
@requires("verify_upward")
def confirm(claim_id: int) -> Response:
    """The claim holds, by what the command above has looked at."""
    return _decide(claim_id, upward.confirm, gettext("Disahkan."))


@pages.post("/<int:claim_id>/tolak")
@requires("verify_upward")
def refuse(claim_id: int) -> Response:
    """The claim goes back to its unit with the reason."""
    return _decide(claim_id, upward.refuse, gettext("Ditolak; kembali ke satuan dengan alasannya."))


@pages.post("/kanal")
@requires("state_upward")
def channel() -> Response:
    """States that an account is the official one of its unit."""
    evidence = " ".join(request.form.get("evidence", "").split())[:1000]
    account_id = request.form.get("account", type=int)
    if not evidence or account_id is None:
        flash(gettext("Pilih akunnya dan tulis buktinya."), "warn")
        return redirect(url_for("claims.show", list="stated"))
    with writing() as session:
        inside = Account.unit_id.in_(scope.subtree_ids(officer().unit.path))
        account = session.scalars(
            select(Account).where(Account.id == account_id, inside)
        ).one_or_none() or abort(404)
        claim = upward.channel(session, account, officer(), evidence, utcnow())
        note(
            session,
            "claim.raised",
            f"claim:{claim.id}",
            claim.unit_id,
            matter=claim.matter,
            account=account.id,
        )
    flash(gettext("Dinyatakan; komando di atas satuan yang memutuskan."), "good")
    return redirect(url_for("claims.one", claim_id=claim.id))


def _decide(claim_id: int, act: Callable[[Session, Claim, Officer, str, Any], None], done: str) -> Response:
    reason = " ".join(request.form.get("reason", "").split())[:1000]
    if not reason:
        flash(gettext("Tulis buktinya bila mengesahkan, alasannya bila menolak."), "warn")
        return redirect(url_for("claims.one", claim_id=claim_id))
    with writing() as session:
        claim = _found(session, claim_id)[0]
        act(session, claim, officer(), reason, utcnow())
        word = "claim.upheld" if claim.confirmed else "claim.refused"
        note(session, word, f"claim:{claim.id}", claim.unit_id, matter=claim.matter, reason=reason)
    flash(done, "good")
    return redirect(url_for("claims.show"))


def _claims(*conditions: ColumnElement[bool], newest: bool = False) -> Select[*tuple[Any, ...]]:
    by = aliased(Officer)
    return (
        select(Claim, Unit, Case, Breach, Account, by)
        .join(Unit, Unit.id == Claim.unit_id)
        .join(by, by.id == Claim.claimed_by_id)
        .outerjoin(Case, Case.id == Claim.case_id)
        .outerjoin(Breach, Breach.id == Claim.breach_id)
        .outerjoin(Account, Account.id == Claim.account_id)
        .options(joinedload(Claim.decided_by))
        .where(*conditions)
        .order_by(Claim.id.desc() if newest else Claim.id)
    )


def _found(session: Session, claim_id: int) -> Any:
    """The claim with what it is about; 404 for one this officer may not know of."""
    found = _claims(Claim.id == claim_id, upward.visible(officer()))
    return session.execute(found).one_or_none() or abort(404)


def _tabs(current: str, unit: Unit) -> list[dict[str, object]]:
    named = (("waiting", gettext("Menunggu keputusan Anda")), ("stated", gettext("Pernyataan satuan")))
    return [
        {
            "href": url_for("claims.show", list=key, unit=unit.code),
            "label": label,
            "count": None,
            "current": key == current,
        }
        for key, label in named
    ]


def _columns() -> list[Column]:
    labels = (
        gettext("Pernyataan"),
        gettext("Satuan"),
        gettext("Tentang"),
        gettext("Dinyatakan oleh"),
        gettext("Sejak"),
        gettext("Keadaan"),
    )
    return [Column(label) for label in labels]


def _row(
    claim: Claim, unit: Unit, case: Case | None, breach: Breach | None, account: Account | None, by: Officer
) -> Row:
    return Row(
        (
            capital(MATTER_WORDS[claim.matter]),
            unit.name,
            _about(case, breach, account),
            f"{by.name}, {ROLE_WORDS[by.role]}",
            ago(claim.claimed_at),
            _state(claim),
        ),
        url_for("claims.one", claim_id=claim.id),
    )


def _about(case: Case | None, breach: Breach | None, account: Account | None) -> str:
    told = (
        case.code if case is not None else "",
        str(DEADLINE_WORDS[breach.deadline]) if breach is not None else "",
        f"{CHANNEL_WORDS[Channel(account.channel)]} {at_name(account.handle)}" if account is not None else "",
    )
    return ", ".join(one for one in told if one)


def _state(claim: Claim) -> Cell:
    if claim.confirmed is None:
        return Cell(
            gettext("menunggu") if claim.decided_at is None else gettext("tidak berlaku lagi"), tone="quiet"
        )
    return (
        Cell(gettext("disahkan"), tone="good") if claim.confirmed else Cell(gettext("ditolak"), tone="danger")
    )


def _facts(
    claim: Claim, unit: Unit, case: Case | None, breach: Breach | None, account: Account | None, by: Officer
) -> list[Fact]:
    facts = [
        Fact(gettext("Satuan"), unit.name),
        Fact(gettext("Tentang"), _about(case, breach, account)),
        Fact(gettext("Dinyatakan oleh"), f"{by.name}, {ROLE_WORDS[by.role]}, {hour(claim.claimed_at)}"),
        Fact(gettext("Bukti satuan"), claim.evidence or "–"),
    ]
    if claim.decided_by is not None and claim.decided_at is not None:
        who = f"{claim.decided_by.name}, {ROLE_WORDS[claim.decided_by.role]}, {hour(claim.decided_at)}"
        facts += [Fact(_state(claim).text.capitalize(), who), Fact(gettext("Dasar keputusan"), claim.reason)]
    return facts


def _about_href(claim: Claim, case: Case | None, session: Session) -> str:
    if claim.breach_id is not None:
        return url_for("breaches.one", breach_id=claim.breach_id)
    seen = case is not None and scope.find_case(session, officer(), case.code) is not None
    return url_for("case.show", code=case.code) if case is not None and seen else ""


def _accounts(session: Session, who: Officer) -> Sequence[Choice]:
    """The accounts of the subtree that a platform can mark as official and that nobody has verified."""
    waits = select(Claim.id).where(Claim.account_id == Account.id, Claim.decided_at.is_(None)).exists()
    found = session.execute(
        select(Account.id, Account.channel, Account.handle, Unit.name)
        .join(Unit, Unit.id == Account.unit_id)
        .where(
            scope.path_range(Unit.path, who.unit.path),
            Account.enabled,
            Account.verified.is_(False),
            Account.channel.in_(NEEDS_APPROVAL),
            ~waits,
        )
        .order_by(Unit.path, Account.id)
        .limit(MOST)
    )
    return [
        Choice(str(row.id), f"{row.name}: {CHANNEL_WORDS[Channel(row.channel)]} {at_name(row.handle)}")
        for row in found
    ]
