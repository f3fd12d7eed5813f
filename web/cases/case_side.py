"""What stands at the side of a case: its clocks, the facts, why the model thinks so, what is like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import law_clocks, vault
from models.records import Account, Assessment, Case, CaseClock, ContactDetail, Mention, Unit
from models.vocabulary import Kind, Verdict
from web.cases import conversation
from web.rows import clock
from web.shapes import Clock, Fact, Similar
from web.times import ago
from web.words import (
    CATEGORY_WORDS,
    CHANNEL_WORDS,
    CLOCK_WORDS,
    KIND_WORDS,
    URGENCY_WORDS,
    at_name,
    capital,
    masked_words,
)


def clocks(session: Session, case: Case, now: datetime) -> list[Clock]:
    """The first answer, the next news, and what the law asks for."""
    running = clock(case, now)
    clocks = [running] if running else []
    if case.first_answered_at is not None:
        total = max(int((case.due_at - case.first_mention_at).total_seconds()), 60)
        met = case.first_answered_at <= case.due_at
        left = int((case.due_at - case.first_answered_at).total_seconds())
        clocks.insert(0, Clock(gettext("jawaban pertama"), left, total, case.due_at, met))
    return [*clocks, *(_law_clock(one, now) for one in law_clocks.of_case(session, case))]


def _law_clock(one: CaseClock, now: datetime) -> Clock:
    """A clock of the law; one that rests shows what is left of it."""
    words = str(CLOCK_WORDS[one.kind])
    if one.paused_at is not None and one.met_at is None:
        words = str(gettext("%(clock)s (berhenti sementara)", clock=words))
    left = int((one.due_at - (one.met_at or one.paused_at or now)).total_seconds())
    total = int((one.due_at - one.started_at).total_seconds())
    met = None if one.met_at is None else one.met_at <= one.due_at
    return Clock(words, left, total, one.due_at, met)


def facts(
    session: Session, case: Case, mentions: Sequence[Mention], secret_key: str, revealed: bool
) -> list[Fact]:
    """Unit, who has it, where it came in; the citizen's number only where the masks are open."""
    unit = session.get_one(Unit, case.unit_id)
    account = session.get_one(Account, case.account_id)
    facts = [
        Fact(gettext("Satuan"), unit.name),
        Fact(gettext("Diambil"), case.assigned_to.name if case.assigned_to else gettext("belum diambil")),
        Fact(
            gettext("Masuk lewat"),
            f"{CHANNEL_WORDS[case.channel]} {at_name(account.handle)}, {ago(case.first_mention_at)}",
        ),
        Fact(gettext("Sebutan"), str(len(mentions))),
    ]
    detail = session.get(ContactDetail, case.id)
    if detail is not None:
        phone = str(vault.unseal(secret_key, detail.sealed).get("phone", "")) if revealed else "[phone]"
        facts.append(Fact(gettext("Telepon warga"), masked_words(phone)))
    if case.accused_unit_id is not None:
        accused = session.get_one(Unit, case.accused_unit_id)
        facts.append(Fact(gettext("Diadukan"), accused.name))
    return facts


@dataclass(frozen=True)
class Why:
    """Why the model thinks so."""

    sentences: Sequence[str] = ()
    words: Sequence[str] = ()
    model: str = ""


def why(session: Session, mentions: Sequence[Mention]) -> Why:
    assessment = _assessment(session, mentions)
    if assessment is None:
        return Why()
    percent = "{:.0f} %".format
    unsure = assessment.verdict is Verdict.UNSURE
    chance = percent(100 * assessment.p_actionable)
    sentences = [
        gettext("Belum pasti: peluang perlu ditangani %(p)s.", p=chance)
        if unsure
        else gettext("Peluang perlu ditangani %(p)s.", p=chance),
        gettext(
            "%(category)s, yakin %(p)s; %(urgency)s.",
            category=capital(CATEGORY_WORDS[assessment.category]),
            p=percent(100 * assessment.p_category),
            urgency=URGENCY_WORDS[assessment.urgency],
        ),
    ]
    if assessment.about_officer:
        sentences.append(
            gettext("Tentang petugas, yakin %(p)s.", p=percent(100 * assessment.p_about_officer))
        )
    if assessment.out_of_distribution:
        sentences.append(gettext("Tidak mirip dengan contoh mana pun: bacalah dengan teliti."))
    if assessment.degraded:
        sentences.append(gettext("Dinilai dengan cara sederhana karena model utama tidak tersedia."))
    return Why(sentences, conversation.reason_words(assessment)[:6], assessment.model_version)


def _assessment(session: Session, mentions: Sequence[Mention]) -> Assessment | None:
    """What the model made of the first mention."""
    if not mentions:
        return None
    newest = select(Assessment).where(Assessment.mention_id == mentions[0].id).order_by(Assessment.id.desc())
    return session.scalars(newest.limit(1)).first()


def similar(session: Session, mentions: Sequence[Mention]) -> list[Similar]:
    """Examples the model compared with."""
    assessment = _assessment(session, mentions)
    examples = assessment.similar[:3] if assessment else []
    return [Similar("", str(one.get("text", "")), _example_note(one)) for one in examples]


def _example_note(example: Mapping[str, object]) -> str:
    kind = str(example.get("kind", ""))
    words = str(KIND_WORDS[Kind(kind)]) if kind in set(Kind) else ""
    return str(gettext("contoh: %(kind)s", kind=words) if words else gettext("contoh"))
