"""Standard texts: who may edit one writes a new version, another person lets it out.

An edited or new text is kept inactive. It becomes active when an officer with `approve_second`,
and not the one who wrote it, says so; the version it replaces then rests. Which version replaces
which is in the row, who wrote it in the audit trail. A text for all units (no unit of its own) is
written and released by officers of the topmost unit only. A unit below may have its own instead; what
a unit inherits is shown for it (`?unit=`).
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import scope, templates
from models.errors import Conflict, Forbidden
from models.records import AuditEntry, ReplyTemplate, Unit
from models.vocabulary import CategoryGroup, Channel, ReplyKind
from web import frame
from web.administration import tabs, template_list
from web.administration.template_list import ADDED, EDITED
from web.administration.template_preview import SAMPLE, filled_in, previews
from web.panel import chosen_unit, note, officer, reading, requires, writing
from web.shapes import Choice, Column
from web.words import CATEGORY_GROUP_WORDS, CHANNEL_WORDS, REPLY_KIND_WORDS

pages = Blueprint("admin_templates", __name__, url_prefix="/pengaturan/balasan-baku")

RELEASED, WITHDRAWN = "template.activated", "template.deactivated"


@pages.get("/")
def show() -> str:
    """The texts by kind, group, channel and state."""
    _may_look()
    with reading() as session:
        asked = {name: request.args.get(name, "") for name in ("kind", "group", "channel", "state")}
        unit = chosen_unit(session)
        rows = template_list.texts(session, asked) if unit is None else template_list.inherited(session, unit)
        return frame.render_panel(
            session,
            "admin_templates.html",
            "settings",
            tabs=tabs("admin_templates.show"),
            filters=template_list.filters(asked),
            q=request.args.get("q", ""),
            columns=[
                Column(gettext("Teks")),
                Column(gettext("Jenis")),
                Column(gettext("Kelompok")),
                Column(gettext("Kanal")),
                Column(gettext("Satuan")),
                Column(gettext("Versi"), number=True),
                Column(gettext("Keadaan")),
            ],
            rows=rows,
            chosen=unit,
            may_edit=scope.may(officer(), "settings"),
        )


@pages.get("/<int:template_id>")
def one(template_id: int) -> str:
    """One text with its preview on each channel."""
    _may_look()
    with reading() as session:
        template = _load(session, template_id)
        history = _written(session, template)
        return frame.render_panel(
            session,
            "admin_template.html",
            "settings",
            wording=template,
            proposal=template.id in template_list.proposals(session, [template]),
            versions=templates.versions(session, template),
            variants=templates.variants(session, template),
            unit_name=session.get_one(Unit, template.unit_id).name if template.unit_id else "",
            filled=filled_in(template.text),
            previews=previews(filled_in(template.text), template.channel),
            may_edit=scope.may(officer(), "settings"),
            may_release=_may_release(template, history),
            own=history is not None and history.actor == f"officer:{officer().id}",
            fields=", ".join(f"{{{name}}}" for name in SAMPLE),
        )


@pages.get("/baru")
@requires("settings")
def blank() -> str:
    """An empty form."""
    with reading() as session:
        return frame.render_panel(
            session,
            "admin_template_new.html",
            "settings",
            kinds=[Choice(kind, str(word)) for kind, word in REPLY_KIND_WORDS.items()],
            groups=[Choice(group, str(word)) for group, word in CATEGORY_GROUP_WORDS.items()],
            channels=[Choice(channel, str(word)) for channel, word in CHANNEL_WORDS.items()],
            fields=", ".join(f"{{{name}}}" for name in SAMPLE),
            own_unit=officer().unit.code,
        )


@pages.post("/pratinjau")
@requires("settings")
def check() -> str:
    """The text being typed on each channel; a part of a page for htmx."""
    filled = filled_in(" ".join(request.form.get("text", "").split())[:4096])
    channel = request.form.get("channel", "")
    if channel and channel not in list(Channel):
        abort(400)
    only = Channel(channel) if channel else None
    return render_template("template_check.html", filled=filled, previews=previews(filled, only))


@pages.post("/baru")
@requires("settings")
def add() -> Response:
    """Keeps a new variant, inactive."""
    form = request.form
    try:
        template = ReplyTemplate(
            reply_kind=ReplyKind(form.get("kind", "")),
            group=CategoryGroup(form["group"]) if form.get("group") else None,
            channel=Channel(form["channel"]) if form.get("channel") else None,
            text=_text(),
            active=False,
        )
    except ValueError:
        abort(400)
    with writing() as session:
        template.unit_id = _unit_id(session, form.get("unit", "").strip().upper())
        session.add(template)
        session.flush()
        note(session, ADDED, f"template:{template.id}", template.unit_id, text=template.text)
    flash(gettext("Tersimpan sebagai usulan; orang kedua mengaktifkannya."), "good")
    return redirect(url_for("admin_templates.one", template_id=template.id))


@pages.post("/<int:template_id>/ubah")
@requires("settings")
def edit(template_id: int) -> Response:
    """Keeps the changed text as the next version, inactive; the one in use stays in use."""
    text = _text()
    with writing() as session:
        old = _load(session, template_id)
        if text == old.text:
            raise Conflict("the text is the same as before")
        new = templates.next_version(session, old, text)
        note(session, EDITED, f"template:{new.id}", new.unit_id, replaces=old.id, text=text)
    flash(gettext("Tersimpan sebagai usulan; orang kedua mengaktifkannya."), "good")
    return redirect(url_for("admin_templates.one", template_id=new.id))


@pages.post("/<int:template_id>/aktif")
@requires("approve_second")
def release(template_id: int) -> Response:
    """The second person lets a text out; the version it replaces rests from now on."""
    with writing() as session:
        template = _load(session, template_id)
        written = _written(session, template)
        if template.active:
            raise Conflict("this text is active already")
        if not _may_release(template, written):
            raise Forbidden("somebody else than the writer releases a text, within his own units")
        rest = templates.put_in_use(session, template, officer().login)
        note(session, RELEASED, f"template:{template.id}", template.unit_id, replaces=rest)
    flash(gettext("Teks ini dipakai mulai sekarang."), "good")
    return redirect(url_for("admin_templates.one", template_id=template_id))


@pages.post("/<int:template_id>/simpan-saja")
@requires("approve_second")
def withdraw(template_id: int) -> Response:
    """Takes a text out of use; needs no second person, since it only says less."""
    with writing() as session:
        template = _load(session, template_id)
        if not _in_reach(template):
            raise Forbidden("a text for all units is withdrawn by officers of the topmost unit")
        if not template.active:
            raise Conflict("this text is not active")
        template.active = False
        note(session, WITHDRAWN, f"template:{template.id}", template.unit_id)
    flash(gettext("Teks ini tidak dipakai lagi."), "good")
    return redirect(url_for("admin_templates.one", template_id=template_id))


def _may_look() -> None:
    who = officer()
    if not (scope.may(who, "settings") or scope.may(who, "approve_second")):
        raise Forbidden(f"role {who.role} has nothing to do with standard texts")


def _in_reach(template: ReplyTemplate) -> bool:
    return template.unit_id is not None or officer().unit.parent_id is None


def _may_release(template: ReplyTemplate, written: AuditEntry | None) -> bool:
    """A second person, within his own units; who wrote the text is not one."""
    himself = written is not None and written.actor == f"officer:{officer().id}"
    return scope.may(officer(), "approve_second") and _in_reach(template) and not himself


def _unit_id(session: Session, code: str) -> int | None:
    """Whose text it becomes: the unit with this code, else the officer's own; the topmost unit's is everybody's."""
    who = officer()
    unit_id: int | None = who.unit_id
    if code:
        inside = scope.path_range(Unit.path, who.unit.path)
        unit_id = session.scalar(select(Unit.id).where(Unit.code == code, inside))
        if unit_id is None:
            abort(404)
    return None if unit_id == who.unit_id and who.unit.parent_id is None else unit_id


def _load(session: Session, template_id: int) -> ReplyTemplate:
    found = session.scalars(
        select(ReplyTemplate).where(ReplyTemplate.id == template_id, template_list.visible())
    ).one_or_none()
    return found or abort(404)


def _written(session: Session, template: ReplyTemplate) -> AuditEntry | None:
    """Who wrote this version; None for a text that came with the project."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == f"template:{template.id}", AuditEntry.act.in_((EDITED, ADDED)))
        .limit(1)
    ).first()


def _text() -> str:
    text = " ".join(request.form.get("text", "").split())
    if not text or len(text) > 4096:
        abort(400)
    return text
