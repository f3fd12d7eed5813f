"""Our accounts: how they are, the platform's consent, switching off and trying again."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response

from models import account_watch, accounts, scope
from models.anev import coverage as anev_coverage
from models.clock import utcnow
from models.records import Account, Officer, Unit
from models.tree import named_like
from models.vocabulary import Health
from web import account_lines, frame
from web.administration import PAGE, neighbours, page_number, tabs
from web.panel import note, officer, panel, reading, requires, writing
from web.shapes import Cell, Column, Row
from web.words import CHANNEL_WORDS, at_name

pages = Blueprint("admin_accounts", __name__, url_prefix="/pengaturan/akun")


@pages.get("/")
@requires("settings")
def show() -> str:
    """One page of accounts, those that need somebody first."""
    q, now = request.args.get("q", "").strip()[:100], utcnow()
    with reading() as session:
        within = [scope.account_visible(officer())]
        if q:
            within.append(or_(Account.handle.icontains(q, autoescape=True), named_like(q)))
        found = select(Account).join(Unit, Unit.id == Account.unit_id).where(*within)
        total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
        listed = session.scalars(
            found.options(joinedload(Account.unit))
            .order_by(Account.health.not_in(anev_coverage.BROKEN), Unit.path, Account.id)
            .offset((page_number() - 1) * PAGE)
            .limit(PAGE)
        ).all()
        return frame.render_panel(
            session,
            "admin_list.html",
            "settings",
            title=gettext("Akun"),
            note=gettext("ditambah dengan berkas: tanggap import-accounts"),
            tabs=tabs("admin_accounts.show"),
            action=url_for("admin_accounts.show"),
            q=q,
            columns=[
                Column(gettext("Akun")),
                Column(gettext("Satuan")),
                Column(gettext("Keadaan")),
                Column(gettext("Izin platform")),
            ],
            rows=[
                Row(
                    (
                        f"{at_name(one.handle)} · {CHANNEL_WORDS[one.channel]}",
                        one.unit.name,
                        account_lines.condition(one, panel().settings, now),
                        one.approval_ref or Cell(gettext("belum dicatat"), tone="quiet"),
                    ),
                    url_for("admin_accounts.one", account_id=one.id),
                )
                for one in listed
            ],
            pages=neighbours(len(listed), total, q or None),
        )


@pages.get("/<int:account_id>")
@requires("settings")
def one(account_id: int) -> str:
    """One account with its health and what can be done about it."""
    now = utcnow()
    with reading() as session:
        account = _load(session, account_id)
        condition = account_lines.condition(account, panel().settings, now)
        return frame.render_panel(
            session,
            "admin_account.html",
            "settings",
            account.unit,
            account=account,
            channel=CHANNEL_WORDS[account.channel],
            waiting=_waiting(session, account, now),
            condition=condition,
            columns=account_lines.columns(),
            rows=account_lines.lines(session, [account], panel().settings, now),
            ahead=account_lines.ahead(session, account, condition.text, now),
        )


@pages.post("/<int:account_id>/izin")
@requires("settings")
def record_approval(account_id: int) -> Response:
    """Records the platform's consent, as the second of two; a live connector starts with it."""
    reference = " ".join(request.form.get("approval_ref", "").split())[:200]
    valid_for = timedelta(hours=panel().settings.approval_hours)
    with writing() as session:
        account = _load(session, account_id)
        done = accounts.connect(session, account, reference, officer(), utcnow(), valid_for)
    if not done:
        flash(gettext("Izin ini menunggu orang kedua: ia menulis nomor atau tautan yang sama."), "warn")
    elif reference:
        flash(gettext("Izin platform tercatat."), "good")
    else:
        flash(gettext("Izin platform dicabut: konektor nyata berhenti."), "good")
    return redirect(url_for("admin_accounts.one", account_id=account_id))


@pages.post("/<int:account_id>/terverifikasi")
@requires("settings")
def mark_verified(account_id: int) -> Response:
    """Records whether the platform shows its verified mark beside the account."""
    with writing() as session:
        account = _load(session, account_id)
        before, account.verified = account.verified, request.form.get("to") == "on"
        note(
            session,
            "account.verified_recorded",
            f"account:{account.id}",
            account.unit_id,
            before=before,
            after=account.verified,
        )
    flash(gettext("Tanda verifikasi dicatat."), "good")
    return redirect(url_for("admin_accounts.one", account_id=account_id))


@pages.post("/<int:account_id>/berakhir")
@requires("settings")
def record_expiry(account_id: int) -> Response:
    """Records when the account's token ends; an empty date for one that never does."""
    day = request.form.get("token_expires_on", "").strip()
    try:
        ends = account_watch.end_of_token(day) if day else None
    except ValueError:
        abort(400)
    with writing() as session:
        account = _load(session, account_id)
        before, account.token_expires_at = account.token_expires_at, ends
        subject = f"account:{account.id}"
        note(session, "account.token_end_recorded", subject, account.unit_id, before=before, after=ends)
    flash(gettext("Akhir izin akses dicatat."), "good")
    return redirect(url_for("admin_accounts.one", account_id=account_id))


@pages.post("/<int:account_id>/nyala")
@requires("settings")
def switch(account_id: int) -> Response:
    """Switches reading and sending of one account on or off."""
    on = request.form.get("to") == "on"
    with writing() as session:
        account = _load(session, account_id)
        account.enabled = on
        act = "account.enabled" if on else "account.disabled"
        note(session, act, f"account:{account.id}", account.unit_id)
    flash(
        gettext("Akun dinyalakan.") if on else gettext("Akun dimatikan: tidak dibaca, tidak mengirim."),
        "good",
    )
    return redirect(url_for("admin_accounts.one", account_id=account_id))


@pages.post("/<int:account_id>/coba")
@requires("settings")
def retry(account_id: int) -> Response:
    """Takes a stopped account back to work: it is asked at once, and says itself how it is."""
    with writing() as session:
        account = _load(session, account_id)
        now = utcnow()
        before, account.health = account.health, Health.UNKNOWN
        account.health_reason, account.health_since = "", now
        account.failures, account.next_poll_at = 0, now
        note(session, "account.retried", f"account:{account.id}", account.unit_id, before=before)
    flash(gettext("Akun dicoba lagi sekarang juga; keadaannya tampak sebentar lagi."), "good")
    return redirect(url_for("admin_accounts.one", account_id=account_id))


def _load(session: Session, account_id: int) -> Account:
    found = session.scalars(
        select(Account)
        .where(Account.id == account_id, scope.account_visible(officer()))
        .options(joinedload(Account.unit))
    ).one_or_none()
    return found or abort(404)


def _waiting(session: Session, account: Account, now: datetime) -> str:
    """Who has named a consent that waits for a second officer; empty for nobody."""
    valid_for = timedelta(hours=panel().settings.approval_hours)
    asked = accounts.asked_to_connect(session, account, now, valid_for)
    if asked is None:
        return ""
    first = session.get(Officer, int(asked.actor.removeprefix("officer:")))
    return first.name if first is not None else asked.actor
