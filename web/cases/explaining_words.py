"""The sentences of an explanation: probabilities beside the thresholds they were held against, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext, lazy_gettext

from models.masking import mask
from models.records import (
    AlertDelivery,
    Assessment,
    Case,
    CaseEvent,
    Officer,
    Reply,
    RouteSuggestion,
    ViralForecast,
)
from models.vocabulary import AlertRoute, DeliveryState, EventKind
from web.cases.conversation import reason_words
from web.cases.suggestion import COMPETENCE_WORDS
from web.times import hour
from web.words import (
    CATEGORY_WORDS,
    KIND_WORDS,
    ROLE_WORDS,
    URGENCY_WORDS,
    VERDICT_WORDS,
    VIRAL_WORDS,
    masked_words,
)

DELIVERY_WORDS = {
    DeliveryState.SENT: lazy_gettext("Peringatan sampai"),
    DeliveryState.FAILED: lazy_gettext("Peringatan gagal dikirim"),
    DeliveryState.DROPPED: lazy_gettext("Peringatan tidak jadi dikirim"),
    DeliveryState.WAITING: lazy_gettext("Peringatan menunggu dikirim"),
}
ROUTE_WORDS = {
    AlertRoute.PANEL: lazy_gettext("lewat panel"),
    AlertRoute.PUSH: lazy_gettext("lewat pemberitahuan peramban"),
    AlertRoute.MESSAGE: lazy_gettext("lewat pesan"),
}
# Each probability of a judgement, the threshold it is held against, and what it says.
HELD_AGAINST = (
    ("p_emergency", "emergency_from", lazy_gettext("darurat")),
    ("p_about_officer", "officer_from", lazy_gettext("tentang petugas")),
    ("p_victim_sensitive", "victim_from", lazy_gettext("korban yang perlu dilindungi")),
)

LABELS = (
    *("verdict", "p_actionable", "kind", "p_kind", "category", "p_category", "urgency", "p_emergency"),
    *("about_officer", "p_about_officer", "victim_sensitive", "p_victim_sensitive"),
    *("out_of_distribution", "degraded"),
)


def percent(chance: float) -> str:
    """A chance as people read it, fine enough for small thresholds: "4,8 %"."""
    return f"{100 * chance:.1f} %".replace(".", ",")


def assessment(row: Assessment) -> list[str]:
    """What the model said of one mention, each probability with its threshold where that was kept."""
    sentences = [_verdict(row)]
    for name, threshold, label in HELD_AGAINST:
        sentences.append(_against(getattr(row, name), (row.thresholds or {}).get(threshold), str(label)))
    sentences.append(
        gettext(
            "%(category)s (yakin %(pc)s), %(kind)s (yakin %(pk)s), %(urgency)s",
            category=CATEGORY_WORDS[row.category],
            pc=percent(row.p_category),
            kind=KIND_WORDS[row.kind],
            pk=percent(row.p_kind),
            urgency=URGENCY_WORDS[row.urgency],
        )
    )
    if found := reason_words(row):
        sentences.append(gettext("karena kata: %(words)s", words=masked_words(mask(", ".join(found)).text)))
    if row.out_of_distribution:
        sentences.append(gettext("tidak mirip dengan contoh mana pun, maka dibaca manusia"))
    if row.degraded:
        sentences.append(gettext("dinilai dengan cara sederhana karena model utama tidak tersedia"))
    if not row.thresholds:
        sentences.append(gettext("ambang saat itu belum disimpan"))
    return sentences


def _verdict(row: Assessment) -> str:
    kept = row.thresholds or {}
    if {"hide_below", "draft_from"} <= kept.keys():
        words = gettext(
            "%(verdict)s: peluang %(p)s; di bawah %(low)s disisihkan, mulai %(high)s dibuatkan rancangan",
            verdict=VERDICT_WORDS[row.verdict],
            p=percent(row.p_actionable),
            low=percent(kept["hide_below"]),
            high=percent(kept["draft_from"]),
        )
        return str(words)
    return f"{VERDICT_WORDS[row.verdict]}: {percent(row.p_actionable)}"


def _against(chance: float, threshold: float | None, label: str) -> str:
    if threshold is None:
        return f"{label}: {percent(chance)}"
    words = gettext(
        "%(label)s: %(p)s, ambang %(t)s, %(said)s",
        label=label,
        p=percent(chance),
        t=percent(threshold),
        said=gettext("terlampaui") if chance >= threshold else gettext("tidak terlampaui"),
    )
    return str(words)


def assessment_facts(row: Assessment) -> dict[str, object]:
    """The judgement's numbers and labels for a machine."""
    labels = {name: getattr(row, name) for name in LABELS}
    return {"mention": row.mention_id, **labels, "thresholds": row.thresholds}


def forecast(row: ViralForecast) -> list[str]:
    """The band, the chance and the model's own reasons."""
    return [
        gettext(
            "%(band)s: peluang %(p)s melewati %(n)s dalam 24 jam",
            band=VIRAL_WORDS[row.band],
            p=percent(row.p_24h),
            n=row.threshold,
        ),
        *(str(one) for one in row.reasons),
        *([] if row.calibrated else [gettext("belum dikalibrasi")]),
    ]


def suggestion(row: RouteSuggestion) -> list[str]:
    """Why this unit: the place, the function, and whether the unit of the place may not investigate."""
    reasons = [gettext("keyakinan %(p)s", p=percent(row.confidence))]
    if row.region:
        reasons.append(gettext("tempat yang terbaca: %(region)s", region=row.region))
    if row.competence in COMPETENCE_WORDS:
        reasons.append(str(COMPETENCE_WORDS[row.competence]))
    if row.above:
        reasons.append(gettext("satuan di bawahnya tidak menyidik"))
    return reasons


def event(row: CaseEvent) -> list[str]:
    """What an event's row says beyond its line in the history."""
    detail, sentences = row.detail, []
    if row.kind is EventKind.OPENED and "due" in detail:
        sentences.append(gettext("jawaban pertama paling lambat %(at)s", at=_moment(detail, "due")))
        sentences.append(_deadline_rule(detail))
    if row.kind is EventKind.DEADLINE_MOVED and "before" in detail:
        sentences.append(gettext("sebelumnya %(at)s", at=_moment(detail, "before")))
    if row.kind is EventKind.SENDING and "attempt" in detail:
        sentences.append(gettext("percobaan ke-%(n)s", n=detail["attempt"]))
    if row.kind is EventKind.APPROVED and "text_hash" in detail:
        words = gettext("terikat pada teks dengan sidik %(hash)s", hash=str(detail["text_hash"])[:12])
        sentences.append(words)
    return [str(one) for one in sentences]


def _deadline_rule(detail: Mapping[str, object]) -> str:
    urgency = str(URGENCY_WORDS[int(str(detail.get("urgency", 0)))])
    if detail.get("own_minutes") is None:
        words = gettext("menurut batas baku untuk “%(urgency)s”", urgency=urgency)
    else:
        words = gettext("menurut batas waktu satuan, %(n)s menit", n=detail["own_minutes"])
    band = int(str(detail.get("band") or 0))
    return f"{words}; {VIRAL_WORDS[band]}" if band else str(words)


def _moment(detail: Mapping[str, object], name: str) -> str:
    return hour(datetime.fromisoformat(str(detail[name])))


def event_facts(row: CaseEvent) -> dict[str, object]:
    """The event's detail for a machine, its words masked."""
    facts: dict[str, object] = {
        name: mask(value).text if name in ("text", "reason") and isinstance(value, str) else value
        for name, value in row.detail.items()
        if value is not None
    }
    for name, value in (("reply", row.reply_id), ("mention", row.mention_id)):
        if value is not None:
            facts[name] = value
    return facts


def made_of(template: int | None, version: int | None, edited: bool) -> list[str]:
    """Which version of which standard text a reply was made of, and whether its words are an officer's now."""
    sentences = []
    if template is not None:
        sentences.append(gettext("dari teks baku %(id)s v%(n)s", id=template, n=version))
    if edited:
        sentences.append(gettext("kata-katanya diubah petugas"))
    return [str(one) for one in sentences]


def second_person(row: CaseEvent, reply: Reply | None, case: Case) -> list[str]:
    """Why a draft needs a second person, as the case stands."""
    if row.kind is not EventKind.DRAFTED or reply is None or not reply.second_approval_needed:
        return []
    why = gettext("tentang petugas") if case.about_officer else gettext("risiko tinggi")
    return [str(gettext("dilepas oleh orang kedua: %(why)s", why=why))]


def delivery(row: AlertDelivery) -> list[str]:
    """By which way, after how many tries, and why not."""
    sentences = [str(ROUTE_WORDS[row.route])]
    if row.attempts:
        sentences.append(str(gettext("percobaan ke-%(n)s", n=row.attempts)))
    if row.reason:
        sentences.append(str(gettext("sudah dilihat") if row.reason == "seen" else row.reason))
    return sentences


def officer(who: Officer | None) -> str:
    """An officer by role and unit: an explanation may be passed on, his name need not be."""
    return f"{ROLE_WORDS[who.role]}, {who.unit.code}" if who is not None else ""
