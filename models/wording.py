"""Standard texts: which template fits, which variant is due, and the text with its fields filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import sla, vault
from models.clock import utcnow
from models.guard import LENGTH_LIMITS, text_length
from models.load import overload
from models.records import Case, ReplyTemplate, Unit
from models.settings import Settings
from models.tree import ancestors
from models.vocabulary import CATEGORY_GROUPS, CategoryGroup, Channel, ReplyKind, Stage

PRIVATE_CHANNELS = (Channel.WHATSAPP,)
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
FUNCTIONS = {
    CategoryGroup.OFFICER: "Propam",
    CategoryGroup.CRIME: "fungsi Reskrim",
    CategoryGroup.VICTIM: "unit PPA",
    CategoryGroup.TRAFFIC: "fungsi Lalu Lintas",
    CategoryGroup.ORDER: "fungsi Samapta",
    CategoryGroup.SERVICE: "bagian pelayanan",
    CategoryGroup.EMERGENCY: "petugas jaga",
    CategoryGroup.OTHER: "fungsi terkait",
}
# The public wording of each stage: a fixed list, so that no case fact slips out in free text.
STAGE_WORDS = {
    Stage.RECEIVED: "laporan diterima",
    Stage.FORWARDED: "diteruskan ke {unit}",
    Stage.IN_PROGRESS: "sedang ditangani {unit}",
    Stage.FIELD_CHECK: "petugas {unit} mengecek ke lapangan",
    Stage.NEED_DETAILS: "kami memerlukan keterangan tambahan; lengkapi di laman lacak dengan kode ini",
    Stage.DONE: "penanganan oleh {unit} selesai",
    Stage.NOT_OURS: "disampaikan kepada instansi yang berwenang",
    Stage.CLOSED_NO_ACTION: "ditutup tanpa tindakan",
}


@dataclass(frozen=True)
class Wording:
    """A filled text and the template it came from."""

    text: str
    template_id: int | None
    expected: datetime | None = None  # the answer an overloaded unit tells the citizen to expect


def default_templates() -> list[ReplyTemplate]:
    """The templates that ship with the project, as new records."""
    blocks = yaml.safe_load((files("models") / "defaults" / "templates.yaml").read_text(encoding="utf-8"))
    return [
        ReplyTemplate(
            reply_kind=ReplyKind(block["kind"]),
            group=CategoryGroup(block["group"]) if "group" in block else None,
            channel=Channel(block["channel"]) if "channel" in block else None,
            text=text,
        )
        for block in blocks
        for text in block["texts"]
    ]


def compose(
    session: Session,
    case: Case,
    unit: Unit,
    kind: ReplyKind,
    channel: Channel,
    settings: Settings,
    turn: int = 0,
    told: Case | None = None,
    now: datetime | None = None,
) -> Wording:
    """The standard text of this kind for a case, short enough for the channel.

    `turn` moves on to another variant. `told` is the case whose citizen reads it, where that was merged
    into this one: he knows its code and PIN. An overloaded unit's receipt says when an answer can be
    expected, counted from `now`. Raises LookupError when no template fits at all.
    """
    expected = None
    if kind is ReplyKind.ACKNOWLEDGEMENT:
        expected = case.expected_at or overload.expected_at(session, case, now or utcnow())
    variants = fitting(session, case, unit, ReplyKind.WAITING, channel) if expected is not None else ()
    if not variants:
        expected, variants = None, fitting(session, case, unit, kind, channel)
    if not variants:
        raise LookupError(f"no active template for {kind} on {channel}: add one under Templates")
    start = int(hashlib.sha256((told or case).code.encode()).hexdigest(), 16) + turn
    holder = session.get_one(Unit, case.unit_id)
    fields = _fields(case, unit, holder, settings, told or case, expected)
    rotated = [variants[(start + step) % len(variants)] for step in range(len(variants))]
    texts = [(template, _fill(template.text, fields)) for template in rotated]
    limit = LENGTH_LIMITS[channel]
    short = [(template, text) for template, text in texts if text_length(text, channel) <= limit]
    template, text = (short or sorted(texts, key=lambda pair: len(pair[1])))[0]
    return Wording(text, template.id, expected)


def fitting(
    session: Session, case: Case, unit: Unit, kind: ReplyKind, channel: Channel
) -> Sequence[ReplyTemplate]:
    """The most specific set of variants: nearest unit first, then category group, then channel."""
    line = [row.id for row in ancestors(session, unit)]
    group = _group(case)
    found = session.scalars(
        select(ReplyTemplate)
        .where(
            ReplyTemplate.active,
            ReplyTemplate.reply_kind == kind,
            ReplyTemplate.unit_id.is_(None) | ReplyTemplate.unit_id.in_(line),
            ReplyTemplate.group.is_(None) | (ReplyTemplate.group == group),
            ReplyTemplate.channel.is_(None) | (ReplyTemplate.channel == channel),
        )
        .order_by(ReplyTemplate.id)
    ).all()

    def specificity(template: ReplyTemplate) -> tuple[int, bool, bool]:
        depth = line.index(template.unit_id) if template.unit_id in line else -1
        return depth, template.group is not None, template.channel is not None

    best = max(map(specificity, found), default=None)
    return [template for template in found if specificity(template) == best]


def stage_words(stage: Stage, unit_name: str) -> str:
    """The public wording of a stage."""
    return STAGE_WORDS[stage].format(unit=unit_name)


def local_moment(at: datetime, timezone: str) -> str:
    """A moment as people in the unit's zone say it: "22 Nov 2026 pukul 14.05 WIB"."""
    local = at.astimezone(ZoneInfo(timezone))
    zone = ZONE_NAMES.get(timezone, timezone)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year} pukul {local:%H.%M} {zone}"


def _group(case: Case) -> CategoryGroup:
    """Whose matter the words are about: a victim's first, then an officer's."""
    if case.victim_sensitive:
        return CategoryGroup.VICTIM
    return CategoryGroup.OFFICER if case.about_officer else CATEGORY_GROUPS[case.category]


def _fields(
    case: Case, unit: Unit, holder: Unit, settings: Settings, told: Case, expected: datetime | None = None
) -> dict[str, str]:
    next_news = case.next_news_at or sla.first_news_due(case.opened_at, case.next_news_hours)
    pin = vault.unseal(settings.secret_key, told.secret_sealed).get("pin", "")
    return {
        "unit": unit.name,
        "code": told.code,
        "function": FUNCTIONS[_group(case)],
        "next": local_moment(next_news, unit.timezone),
        "stage": stage_words(case.stage, holder.name),
        "holder": holder.name,
        "expected": local_moment(expected or next_news, unit.timezone),
        "page": f"{settings.public_url}/lacak/{told.code}",
        "pin": str(pin),
    }


def _fill(text: str, fields: dict[str, str]) -> str:
    for name, value in fields.items():
        text = text.replace("{" + name + "}", value)
    return text
