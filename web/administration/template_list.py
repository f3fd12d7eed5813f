"""The list of standard texts: those of a subtree with their filters, or those that hold in one unit."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, request, url_for
from flask_babel import gettext
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models import scope, templates
from models.records import AuditEntry, ReplyTemplate, Unit
from models.vocabulary import CategoryGroup, Channel, ReplyKind
from web.panel import officer
from web.shapes import Cell, Choice, Filter, Row
from web.words import CATEGORY_GROUP_WORDS, CHANNEL_WORDS, REPLY_KIND_WORDS

MOST = 500
EDITED, ADDED = "template.edited", "template.added"


def visible() -> ColumnElement[bool]:
    """The texts for all units, and those of the officer's subtree."""
    return or_(
        ReplyTemplate.unit_id.is_(None), ReplyTemplate.unit_id.in_(scope.subtree_ids(officer().unit.path))
    )


def texts(session: Session, asked: dict[str, str]) -> list[Row]:
    """The texts that fit the filters: proposals first, then those out of use."""
    rows = session.execute(
        select(ReplyTemplate, Unit.name)
        .outerjoin(Unit, Unit.id == ReplyTemplate.unit_id)
        .where(visible(), *_filtered(asked))
        .order_by(ReplyTemplate.active, ReplyTemplate.reply_kind, ReplyTemplate.group, ReplyTemplate.id)
        .limit(MOST)
    ).all()
    waiting = proposals(session, [template for template, _ in rows])
    ordered = sorted(rows, key=lambda row: row[0].id not in waiting)
    return [_row(template, unit or "", _state(template, waiting)) for template, unit in ordered]


def proposals(session: Session, texts: Sequence[ReplyTemplate]) -> set[int]:
    """The ids of those that an officer wrote, nobody let out, and no newer version has overtaken."""
    new = [one for one in texts if not one.active and not one.approved_by]
    subjects = [f"template:{one.id}" for one in new]
    written = set(
        session.scalars(
            select(AuditEntry.subject).where(
                AuditEntry.subject.in_(subjects), AuditEntry.act.in_((EDITED, ADDED))
            )
        )
    )
    line = func.coalesce(ReplyTemplate.origin_id, ReplyTemplate.id)
    let_out = select(line, func.max(ReplyTemplate.version)).where(ReplyTemplate.approved_by != "")
    newest: dict[int, int] = dict(session.execute(let_out.group_by(line)).all())
    return {
        one.id
        for one in new
        if f"template:{one.id}" in written and one.version > newest.get(one.origin_id or one.id, 0)
    }


def inherited(session: Session, unit: Unit) -> list[Row]:
    """What reaches this unit: its own texts, those it has from above, and which of those its own cover."""
    return [
        _row(
            one.template,
            one.unit.name if one.unit else "",
            Cell(gettext("tertutup teks %(unit)s", unit=one.covered_by.name), tone="quiet")
            if one.covered_by
            else Cell(
                gettext("dipakai") if one.unit and one.unit.id == unit.id else gettext("diwarisi"),
                tone="good",
            ),
            linked=one.unit is None or one.unit.path.startswith(officer().unit.path),
        )
        for one in templates.at(session, unit)
    ]


def _state(template: ReplyTemplate, waiting: set[int]) -> Cell:
    if template.active:
        return Cell(gettext("dipakai"), tone="good")
    if template.id in waiting:
        return Cell(gettext("usulan"), tone="warn")
    return Cell(gettext("tidak dipakai"), tone="quiet")


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


def filters(asked: dict[str, str]) -> list[Filter]:
    """The drop-downs above the list, as they are set."""

    def choices(words: dict[str, str]) -> list[Choice]:
        return [Choice(value, word) for value, word in words.items()]

    kinds = {str(one): str(word) for one, word in REPLY_KIND_WORDS.items()}
    groups = {str(one): str(word) for one, word in CATEGORY_GROUP_WORDS.items()}
    channels = {str(one): str(word) for one, word in CHANNEL_WORDS.items()}
    states = {"active": gettext("dipakai"), "inactive": gettext("usulan dan yang lama")}
    return [
        Filter("kind", gettext("Jenis"), choices(kinds), asked["kind"]),
        Filter("group", gettext("Kelompok"), choices(groups), asked["group"]),
        Filter("channel", gettext("Kanal"), choices(channels), asked["channel"]),
        Filter("state", gettext("Keadaan"), choices(states), asked["state"]),
    ]


def _row(template: ReplyTemplate, unit: str, state: Cell, linked: bool = True) -> Row:
    anywhere = Cell(gettext("semua"), tone="quiet")
    return Row(
        (
            template.text,
            str(REPLY_KIND_WORDS[template.reply_kind]),
            str(CATEGORY_GROUP_WORDS[template.group]) if template.group else anywhere,
            str(CHANNEL_WORDS[template.channel]) if template.channel else anywhere,
            unit or anywhere,
            str(template.version),
            state,
        ),
        url_for("admin_templates.one", template_id=template.id) if linked else "",
    )
