"""Why a forecast is what it is, in the words the officers read."""

from __future__ import annotations

from dataclasses import dataclass

from classifier.viral.history import Assessed
from models.vocabulary import Urgency

MANY_FOLLOWERS = 10_000
LIKELY = 0.5  # from here on a judgement of the words is worth telling
WORDS = {
    "shares": "dibagikan",
    "likes": "disukai",
    "quotes": "dikutip",
    "views": "dilihat",
    "replies": "dibalas",
}
TIMES = {2: "dua", 3: "tiga", 4: "empat", 5: "lima"}


@dataclass(frozen=True)
class Facts:
    """What the reasons speak of; counts in the unit that was read (`kind`), NaN growth when unknown."""

    kind: str | None
    unit: str  # the kind the threshold counts
    count: float
    grown_30: float  # NaN: not known
    grown_60: float
    threshold: int
    over: bool
    followers: int | None
    verified: bool | None
    private: bool
    similar: int = 0  # posts about the same event in the hour before
    similar_counts: bool = False  # whether they moved the probability
    assessed: Assessed | None = None
    words_count: bool = False  # whether the words moved the probability


def reasons(facts: Facts) -> tuple[str, ...]:
    """The strongest reasons first, at most six; what did not move the probability says so."""
    if facts.private:
        return ("pesan pribadi, tidak tersebar ke publik",)
    words = [
        _reach(facts),
        _growth(facts),
        _similar(facts),
        _author(facts),
        _words(facts),
        _stand_in(facts),
    ]
    return tuple(word for word in words if word)


def number(value: float) -> str:
    """A count as Indonesians write it: 210.000."""
    return f"{round(value):,}".replace(",", ".")


def _reach(facts: Facts) -> str:
    if facts.kind is None:
        return "belum ada angka jangkauan yang terbaca"
    word = WORDS[facts.kind]
    if facts.over:
        return f"sudah melewati ambang: {word} {number(facts.count)} kali"
    if facts.kind == facts.unit:
        return f"{word} {number(facts.count)} kali dari ambang {number(facts.threshold)}"
    return f"{word} {number(facts.count)} kali"


def _growth(facts: Facts) -> str:
    if facts.kind is None:
        return ""
    word = WORDS[facts.kind]
    before = facts.count - facts.grown_30
    if facts.grown_30 >= 10 and facts.grown_30 >= before:
        fold = int(facts.count // max(before, 1))
        return f"{word} {TIMES.get(fold, 'lebih dari lima')} kali lipat dalam 30 menit"
    if facts.grown_60 >= 1:
        share = 100 * facts.grown_60 / max(facts.count - facts.grown_60, 1)
        if share >= 10 and facts.grown_60 >= 5:
            return f"{word} naik {number(share)} persen dalam 60 menit"
        return f"pertumbuhan melambat: {word} {number(facts.grown_60)} kali dalam 60 menit"
    return "tidak bertambah dalam 60 menit terakhir" if facts.grown_60 == 0 else ""


def _similar(facts: Facts) -> str:
    if not facts.similar:
        return ""
    return f"{number(facts.similar)} unggahan serupa dalam satu jam terakhir{_unless(facts.similar_counts)}"


def _words(facts: Facts) -> str:
    """What the classifier made of the text, where that makes the post weightier."""
    said = facts.assessed
    if said is None:
        return ""
    parts = [
        f"mungkin perlu ditindak ({number(100 * said.p_actionable)} persen)"
        if said.p_actionable >= LIKELY
        else "",
        "menyangkut petugas" if said.p_about_officer >= LIKELY else "",
        "menyangkut korban yang dilindungi" if said.p_victim_sensitive >= LIKELY else "",
        "darurat" if said.urgency == Urgency.NOW else "",
    ]
    told = ", ".join(part for part in parts if part)
    return f"isi: {told}{_unless(facts.words_count)}" if told else ""


def _unless(counts: bool) -> str:
    return "" if counts else " (tidak ikut dihitung)"


def _author(facts: Facts) -> str:
    account = "akun terverifikasi" if facts.verified else "akun"
    if facts.followers is not None and facts.followers >= MANY_FOLLOWERS:
        return f"{account} dengan {number(facts.followers)} pengikut"
    return account if facts.verified else ""


def _stand_in(facts: Facts) -> str:
    if facts.kind is None or facts.kind == facts.unit:
        return ""
    return f"jumlah {WORDS[facts.unit]} tidak tersedia, diperkirakan dari jumlah {WORDS[facts.kind]}"
