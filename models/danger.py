"""A backstop of plain words for danger: it may raise what the model said, never lower it.

It knows only sentences that speak of now and of somebody in danger; news and anecdotes ("pelaku
dibacok kemarin") are left to the model.
"""

from __future__ import annotations

import re

_NOW = (
    r"(?:sekarang|skrg|skrng|skr|lagi|lg|sedang|sdg|saat ini|barusan|baru saja|masih|msh|cepat|cepet|cepetan|"
    r"segera|woi+|darurat)"
)
_HELP = r"(?:tolong\w*|tlg|tlong|help|sos|selamatkan|bantu\w*)"
_HARM = (
    r"(?:dibacok\w*|disekap\w*|disandera\w*|diculik\w*|dibegal\w*|dirampok\w*|digebuk\w*|dikeroyok\w*|"
    r"dipukuli\w*|ditusuk\w*|diperkosa\w*|dianiaya\w*|tawuran|bacok\w*|nodong\w*|ditodong\w*|kebakar\w*|"
    r"tenggelam|hanyut|terjebak|sekarat|kritis|pingsan|berdarah\w*|nembak\w*|ditembak\w*|"
    r"bawa (?:parang|celurit|golok|pistol|senjata|sajam))"
)
_SUICIDE = re.compile(
    r"\b(?:mau|ingin|pengen|pengin|pgn|akan|niat|coba|nekat|ancam\w*)\b.{0,20}\b(?:bunuh diri|bundir|"
    r"gantung diri|akhiri hidup|mengakhiri hidup|loncat dari|lompat dari|mati (?:aja|saja))",
    re.IGNORECASE,
)
_DANGER = re.compile(
    rf"\b{_NOW}\b.{{0,40}}\b{_HARM}\b|\b{_HARM}\b.{{0,40}}\b{_NOW}\b|\b{_HELP}\b.{{0,60}}\b{_HARM}\b",
    re.IGNORECASE | re.DOTALL,
)


# Cries are short. Longer texts give the model enough to go by, and their words of danger are mostly talk.
MOST_WORDS = 20


def speaks_of_danger(text: str) -> bool:
    """Whether the words say that somebody is in danger now or wants to die."""
    return bool(_SUICIDE.search(text) or (len(text.split()) <= MOST_WORDS and _DANGER.search(text)))
