"""Standard texts: who may edit one writes a new version, another person lets it out.

An edited or new text is kept inactive. It becomes active when an officer with `approve_second`,
and not the one who wrote it, says so; the version it replaces then rests. Which version replaces
which, and who wrote it, stands in the audit trail. A text for all units (no unit of its own) is
written and released by officers of the topmost unit only.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from models import guard, scope
from models.errors import Conflict, Forbidden
from models.records import AuditEntry, ReplyTemplate, Unit
from models.vocabulary import CategoryGroup, Channel, ReplyKind
from web import frame
from web.administration import tabs
from web.cases import drafts
from web.panel import note, officer, reading, requires, writing
from web.shapes import Cell, Choice, Column, Filter, Row
from web.words import CATEGORY_GROUP_WORDS, CHANNEL_WORDS, REPLY_KIND_WORDS

pages = Blueprint("admin_templates", __name__, url_prefix="/pengaturan/balasan-baku")

EDITED, ADDED, RELEASED, WITHDRAWN = (
    "template.edited",
    "template.added",
    "template.activated",
    "template.deactivated",
)
MOST = 500
# As long as the real ones, so that the length shown is what citizens will get.
SAMPLE = {
    "unit": "Polres Kota Melati",
    "code": "TG-7K3M-9Q2X",
    "function": "fungsi Lalu Lintas",
    "next": "22 Nov 2026 pukul 14.05 WIB",
    "stage": "sedang ditangani Polres Kota Melati",
    "holder": "Polres Kota Melati",
    "expected": "24 Nov 2026 pukul 09.00 WIB",
    "page": "https://tanggap.example.id/lacak/TG-7K3M-9Q2X",
    "pin": "7K3M9Q",
}


@dataclass(frozen=True)
class Preview:
    """How a text fares on one channel: its length there, and the rules of outgoing text it breaks."""

    channel: str
    length: int
    most: int
    broken: list[str]


@pages.get("/")
def show() -> str:
    """The texts by kind, group, channel and state."""
    _may_look()
    with reading() as session:
        asked = {name: request.args.get(name, "") for name in ("kind", "group", "channel", "state")}
        rows = session.execute(
            select(ReplyTemplate, Unit.name)
            .outerjoin(Unit, Unit.id == ReplyTemplate.unit_id)
            .where(_visible(), *_filtered(asked))
            .order_by(ReplyTemplate.active, ReplyTemplate.reply_kind, ReplyTemplate.group, ReplyTemplate.id)
            .limit(MOST)
        ).all()
        return frame.render_panel(
            session,
            "admin_templates.html",
            "settings",
            tabs=tabs("admin_templates.show"),
            filters=_filters(asked),
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
            rows=[_row(template, unit or "") for template, unit in rows],
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
        )


@pages.post("/baru")
@requires("settings")
def add() -> Response:
    """Keeps a new variant, inactive."""
    form = request.form
    try:
        template = ReplyTemplate(
            unit_id=officer().unit_id if officer().unit.parent_id is not None else None,
            reply_kind=ReplyKind(form.get("kind", "")),
            group=CategoryGroup(form["group"]) if form.get("group") else None,
            channel=Channel(form["channel"]) if form.get("channel") else None,
            text=_text(),
            active=False,
        )
    except ValueError:
        abort(400)
    with writing() as session:
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
        new = ReplyTemplate(
            unit_id=old.unit_id,
            reply_kind=old.reply_kind,
            group=old.group,
            channel=old.channel,
            text=text,
            version=old.version + 1,
            active=False,
        )
        session.add(new)
        session.flush()
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
        replaced = written.detail.get("replaces") if written is not None else None
        if isinstance(replaced, int):
            session.get_one(ReplyTemplate, replaced).active = False
        template.active, template.approved_by = True, officer().login
        note(session, RELEASED, f"template:{template.id}", template.unit_id, replaces=replaced)
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


def filled_in(text: str) -> str:
    """The text with sample fields."""
    for name, value in SAMPLE.items():
        text = text.replace("{" + name + "}", value)
    return text


def previews(filled: str, only: Channel | None) -> list[Preview]:
    """A filled text on its channel, or on every one."""
    channels = [only] if only is not None else list(Channel)
    return [
        Preview(
            str(CHANNEL_WORDS[channel]),
            guard.text_length(filled, channel),
            guard.LENGTH_LIMITS[channel],
            [drafts.warning(finding) for finding in guard.findings(filled, channel)],
        )
        for channel in channels
    ]


def _may_look() -> None:
    who = officer()
    if not (scope.may(who, "settings") or scope.may(who, "approve_second")):
        raise Forbidden(f"role {who.role} has nothing to do with standard texts")


def _visible() -> ColumnElement[bool]:
    """The texts for all units, and those of the officer's subtree."""
    return or_(
        ReplyTemplate.unit_id.is_(None), ReplyTemplate.unit_id.in_(scope.subtree_ids(officer().unit.path))
    )


def _in_reach(template: ReplyTemplate) -> bool:
    return template.unit_id is not None or officer().unit.parent_id is None


def _may_release(template: ReplyTemplate, written: AuditEntry | None) -> bool:
    """A second person, within his own units; who wrote the text is not one."""
    himself = written is not None and written.actor == f"officer:{officer().id}"
    return scope.may(officer(), "approve_second") and _in_reach(template) and not himself


def _load(session: Session, template_id: int) -> ReplyTemplate:
    found = session.scalars(
        select(ReplyTemplate).where(ReplyTemplate.id == template_id, _visible())
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


def _filtered(asked: dict[str, str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    try:
        if asked["kind"]:
            found.append(ReplyTemplate.reply_kind == ReplyKind(asked["kind"]))
        if asked["group"]:
            found.append(ReplyTemplate.group == CategoryGroup(asked["group"]))
        if asked["channel"]:
            found.append(ReplyTemplate.channel == Channel(asked["channel"]))
    except ValueError:
        abort(400)
    if asked["state"]:
        found.append(ReplyTemplate.active.is_(asked["state"] == "active"))
    if q := request.args.get("q", "").strip()[:100]:
        found.append(ReplyTemplate.text.icontains(q, autoescape=True))
    return found


def _filters(asked: dict[str, str]) -> list[Filter]:
    def choices(words: dict[str, str]) -> list[Choice]:
        return [Choice(value, word) for value, word in words.items()]

    kinds = {str(one): str(word) for one, word in REPLY_KIND_WORDS.items()}
    groups = {str(one): str(word) for one, word in CATEGORY_GROUP_WORDS.items()}
    channels = {str(one): str(word) for one, word in CHANNEL_WORDS.items()}
    states = {"active": gettext("dipakai"), "inactive": gettext("usulan atau lama")}
    return [
        Filter("kind", gettext("Jenis"), choices(kinds), asked["kind"]),
        Filter("group", gettext("Kelompok"), choices(groups), asked["group"]),
        Filter("channel", gettext("Kanal"), choices(channels), asked["channel"]),
        Filter("state", gettext("Keadaan"), choices(states), asked["state"]),
    ]


def _row(template: ReplyTemplate, unit: str) -> Row:
    anywhere = Cell(gettext("semua"), tone="quiet")
    return Row(
        (
            template.text,
            str(REPLY_KIND_WORDS[template.reply_kind]),
            str(CATEGORY_GROUP_WORDS[template.group]) if template.group else anywhere,
            str(CHANNEL_WORDS[template.channel]) if template.channel else anywhere,
            unit or anywhere,
            str(template.version),
            Cell(gettext("dipakai"), tone="good")
            if template.active
            else Cell(gettext("usulan atau lama"), tone="warn"),
        ),
        url_for("admin_templates.one", template_id=template.id),
    )
