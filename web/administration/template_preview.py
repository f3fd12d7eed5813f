"""How a standard text would look: its sample fields filled in, its length and broken rules on each channel."""

from __future__ import annotations

from dataclasses import dataclass

from models import guard
from models.vocabulary import Channel
from web.cases import drafts
from web.words import CHANNEL_WORDS

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
