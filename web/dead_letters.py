"""What came in signed and could not be read: kept with its reason until somebody has dealt with it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from models import inbound_bodies
from models.clock import utcnow
from models.errors import Conflict
from models.records import InboundEvent
from models.vocabulary import InboundState
from web.frame import render_panel
from web.panel import note, panel, reading, requires, writing
from web.plain_reasons import in_words
from web.words import CHANNEL_WORDS

pages = Blueprint("dead_letters", __name__, url_prefix="/kiriman-tak-terbaca")

PAGE = 50


@pages.get("")
@requires("settings")
def show() -> str:
    """The newest first: when, where from and why, never the citizen's words."""
    before = request.args.get("before", type=int)
    with reading() as session:
        wanted = select(InboundEvent).where(InboundEvent.state == InboundState.DEAD)
        if before is not None:
            wanted = wanted.where(InboundEvent.id < before)
        found = session.scalars(wanted.order_by(InboundEvent.id.desc()).limit(PAGE + 1)).all()
        older = url_for("dead_letters.show", before=found[PAGE - 1].id) if len(found) > PAGE else ""
        return render_panel(
            session,
            "dead_letters.html",
            "dead_letters",
            letters=found[:PAGE],
            older=older,
            channels=CHANNEL_WORDS,
            in_words=in_words,
        )


@pages.post("/<int:event_id>/coba-lagi")
@requires("settings")
def retry(event_id: int) -> Response:
    """Puts one back into the queue of the listener, or reads its body once more."""
    now = utcnow()
    with writing() as session:
        event = session.get(InboundEvent, event_id, with_for_update=True)
        if event is None:
            abort(404)
        if event.state is not InboundState.DEAD:
            raise Conflict(f"inbound event {event_id} is {event.state} by now")
        still = ""
        if event.external_id.startswith(inbound_bodies.UNREAD):
            try:
                inbound_bodies.split_again(session, event, now, panel().settings.secret_key)
            except ValueError as error:
                still = event.reason = str(error)[:500]
        else:
            event.state, event.reason, event.attempts, event.not_before = InboundState.PENDING, "", 0, now
        note(session, "inbound.retried", f"inbound:{event_id}", reason=still)
    if still:
        flash(gettext("Masih tidak terbaca: %(reason)s", reason=in_words(still)), "warn")
    else:
        flash(gettext("Dibaca lagi; bila gagal, kembali ke daftar ini dengan alasannya."), "good")
    return redirect(url_for("dead_letters.show"))
