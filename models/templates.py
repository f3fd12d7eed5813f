"""Standard texts over time and down the tree: versions of one variant, and what a unit inherits.

A version is a row of its own and is never changed, so that a reply names the very words it was made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from models.records import Reply, ReplyTemplate, Unit
from models.tree import ancestors


@dataclass(frozen=True)
class Applied:
    """An active text as a unit has it: from where, and whether a unit nearer by has its own instead."""

    template: ReplyTemplate
    unit: Unit | None  # None: the text of all units
    covered_by: Unit | None = None


def next_version(session: Session, old: ReplyTemplate, text: str) -> ReplyTemplate:
    """The next version of the same variant, not in use yet; the caller's transaction keeps it."""
    newest = session.scalar(select(func.max(ReplyTemplate.version)).where(_line(old)))
    new = ReplyTemplate(
        unit_id=old.unit_id,
        reply_kind=old.reply_kind,
        group=old.group,
        channel=old.channel,
        text=text,
        version=(newest or old.version) + 1,
        origin_id=old.origin_id or old.id,
        active=False,
    )
    session.add(new)
    session.flush()
    return new


def put_in_use(session: Session, template: ReplyTemplate, approved_by: str) -> list[int]:
    """Uses this version from now on; the ids of the versions that rest for it."""
    in_use = select(ReplyTemplate.id).where(_line(template), ReplyTemplate.active)
    resting = [one for one in session.scalars(in_use) if one != template.id]
    session.execute(update(ReplyTemplate).where(ReplyTemplate.id.in_(resting)).values(active=False))
    template.active, template.approved_by = True, approved_by
    return resting


def versions(session: Session, template: ReplyTemplate) -> list[tuple[ReplyTemplate, int]]:
    """Every version of the variant with the number of replies made of it, the newest first."""
    used = (
        select(Reply.template_id, func.count().label("count"))
        .where(Reply.template_id.is_not(None))
        .group_by(Reply.template_id)
        .subquery()
    )
    rows = session.execute(
        select(ReplyTemplate, func.coalesce(used.c.count, 0))
        .outerjoin(used, used.c.template_id == ReplyTemplate.id)
        .where(_line(template))
        .order_by(ReplyTemplate.version.desc(), ReplyTemplate.id.desc())
    ).all()
    return [(one, int(count)) for one, count in rows]


def variants(session: Session, template: ReplyTemplate) -> Sequence[ReplyTemplate]:
    """The other texts in use that take turns with it: same unit, kind, group and channel."""
    same = [
        column == value if value is not None else column.is_(None)
        for column, value in (
            (ReplyTemplate.unit_id, template.unit_id),
            (ReplyTemplate.group, template.group),
            (ReplyTemplate.channel, template.channel),
        )
    ]
    wanted = select(ReplyTemplate).where(
        ReplyTemplate.active, ReplyTemplate.reply_kind == template.reply_kind, ~_line(template), *same
    )
    return session.scalars(wanted.order_by(ReplyTemplate.id)).all()


def at(session: Session, unit: Unit) -> list[Applied]:
    """Every active text that reaches this unit, its own first, and which of them a nearer unit covers.

    The nearest unit that has a text of a kind for a matter and channel speaks alone (`models.wording.fitting`).
    """
    line = list(ancestors(session, unit))
    depth = {one.id: number for number, one in enumerate(line, start=1)}
    reach = or_(ReplyTemplate.unit_id.is_(None), ReplyTemplate.unit_id.in_(depth))
    found = session.scalars(select(ReplyTemplate).where(ReplyTemplate.active, reach)).all()

    def deep(template: ReplyTemplate) -> int:
        return depth.get(template.unit_id or 0, 0)

    def above(template: ReplyTemplate) -> Unit | None:
        """The nearest unit below this text's own whose text says everything this one could."""
        deeper = [deep(one) for one in found if deep(one) > deep(template) and _covers(one, template)]
        return line[max(deeper) - 1] if deeper else None

    ordered = sorted(
        found, key=lambda one: (-deep(one), one.reply_kind, one.group or "", one.channel or "", one.id)
    )
    return [
        Applied(one, line[deep(one) - 1] if deep(one) else None, covered_by=above(one)) for one in ordered
    ]


def _covers(nearer: ReplyTemplate, farther: ReplyTemplate) -> bool:
    return (
        nearer.reply_kind is farther.reply_kind
        and nearer.group in (None, farther.group)
        and nearer.channel in (None, farther.channel)
    )


def _line(template: ReplyTemplate) -> ColumnElement[bool]:
    """All versions of one variant."""
    return func.coalesce(ReplyTemplate.origin_id, ReplyTemplate.id) == (template.origin_id or template.id)
