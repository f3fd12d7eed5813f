"""What a police account must never say: a hard block on outgoing text, each naming rule and phrase.

The wordings stand in `models.guard.rules`; private facts are found by `models.masking`. Where neither finds
anything, `models.guard.reader` weighs the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.guard import reader
from models.guard.rule import Rule
from models.guard.rules import PRIVATE_PARTY, PUBLIC_LINE, RULES
from models.masking import mask
from models.vocabulary import Channel
from models.weighted_length import weighted_length

LENGTH_LIMITS = {
    Channel.X: 280,
    Channel.INSTAGRAM: 1000,
    Channel.INSTAGRAM_PRIVATE: 1000,
    Channel.WHATSAPP: 4096,
    Channel.MANUAL: 4096,
}
# Only WhatsApp is read by the citizen alone; the other channels answer under a public post.
PRIVATE_CHANNELS = (Channel.WHATSAPP,)
# How far around a match its own sentence is read for what makes it harmless, in characters.
NEAR = 90

# X turns a bare host name into a link and bills it as one; these are the endings people write here.
_LINK = re.compile(
    r"(?:https?|hxxps?)\s?:\s?//\S+|\bwww\s?\.\s?\S+"
    r"|\b[a-z0-9-]+(?:\.|\s?[\[({]\s?(?:\.|dot|titik)\s?[\])}]\s?|\s(?:dot|titik)\s)"
    r"(?:com|id|net|org|info|me|ly|co|be|ee|gl|gg|io|cc|tv|app|xyz|biz|link|site|shop|online|to|us|bio|page|ac|go)"
    r"(?:[./]\S*|\b)",
    re.I,
)
_ABBREVIATION = re.compile(
    r"\b(?:a\.n|u\.b|sdri?|bpk|ny|tn|jl|jln|gg|no|kel|kec|kab|rt|rw|dr|hj?|st|kls|thn|an)\.", re.I
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_FIGURE_IN_WORD = re.compile(r"(?<=[a-zA-Z])[01345@](?=[a-zA-Z])")
_LETTERS = str.maketrans("01345@", "oieasa")


@dataclass(frozen=True)
class Finding:
    """One broken rule and the words that break it."""

    rule: str
    phrase: str


def findings(text: str, channel: Channel) -> list[Finding]:
    """Every rule the text breaks on this channel; empty when it may go out."""
    plain, places = _plain(text)
    listed = _by_wording(text, plain, places, channel)
    if channel is Channel.X and (link := _LINK.search(text)):
        listed.append(Finding("link_on_x", link.group(0)))
    if not listed and (reading := reader.read(plain, _not_asked(channel))):
        listed.append(Finding(reading.rule, _told(text, places, reading.start, reading.end)))
    if text_length(text, channel) > LENGTH_LIMITS[channel]:
        listed.append(Finding("too_long", f"{text_length(text, channel)} > {LENGTH_LIMITS[channel]}"))
    if not text.strip():
        listed.append(Finding("empty", ""))
    return listed


def by_wording(text: str, channel: Channel) -> list[Finding]:
    """What the rules and the masking find alone, without the second reader."""
    return _by_wording(text, *_plain(text), channel)


def _by_wording(text: str, plain: str, places: list[int], channel: Channel) -> list[Finding]:
    found: dict[str, Finding] = {}
    for rule in RULES:
        if rule.code in found or (rule.public_only and channel in PRIVATE_CHANNELS):
            continue
        if match := _breach(rule, plain):
            found[rule.code] = Finding(rule.code, _told(text, places, match.start(), match.end()))
    return [*found.values(), *_private_facts(text)]


def _told(text: str, places: list[int], start: int, end: int) -> str:
    """The words of the original text that stand between two places of the plain one."""
    return text[places[start] : places[end - 1] + 1].strip()


def _not_asked(channel: Channel) -> tuple[str, ...]:
    """The rules that do not hold where only the citizen reads."""
    return ("location_request",) if channel in PRIVATE_CHANNELS else ()


def first_finding(text: str, channel: Channel) -> Finding | None:
    """The first broken rule, or None."""
    return next(iter(findings(text, channel)), None)


def breach_words(rule: str, phrase: str) -> str:
    """A broken rule as a reason in the records; what a text may not say is not kept there in the open."""
    return f"the text breaks the rule {rule}: “{mask(phrase).text}”"


def text_length(text: str, channel: Channel) -> int:
    """The length the platform counts: X weighs its characters."""
    return weighted_length(text) if channel is Channel.X else len(text)


def _breach(rule: Rule, plain: str) -> re.Match[str] | None:
    for match in rule.pattern.finditer(plain):
        if rule.unless is None or not rule.unless.search(_sentence(plain, match)):
            return match
    return None


def _sentence(plain: str, match: re.Match[str]) -> str:
    """The match with what stands around it in its sentence, up to NEAR characters on each side."""
    before = re.split(r"[.!?\n]", plain[max(0, match.start() - NEAR) : match.start()])[-1]
    after = re.split(r"[.!?\n]", plain[match.end() : match.end() + NEAR])[0]
    return before + match.group() + after


def _private_facts(text: str) -> Iterator[Finding]:
    for span in mask(text).spans:
        phrase = text[span.start : span.end]
        before = text[max(0, span.start - NEAR) : span.start]
        ours = PUBLIC_LINE.search(before) is not None and PRIVATE_PARTY.search(before) is None
        if ours and span.type in ("phone", "address", "bank_account"):
            continue
        # The masking hides too much rather than too little; a name that may not go out is written as one.
        if span.type == "name_of_private_person" and not phrase[:1].isupper():
            continue
        yield Finding("personal_data", phrase)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as the rules read it, and where each of its characters stands in the original.

    Dots of abbreviations end no sentence; invisible signs and drawn-out letters ("gobloook") hide nothing.
    """
    text = _ABBREVIATION.sub(lambda match: match.group().replace(".", " "), text)
    text = _FIGURE_IN_WORD.sub(lambda match: match.group().translate(_LETTERS), text)
    skipped = {match.start() for match in _INVISIBLE.finditer(text)}
    for match in _LONG_RUN.finditer(text):
        skipped.update(range(match.start() + 1, match.end()))
    places = [place for place in range(len(text)) if place not in skipped]
    return "".join(text[place] for place in places), places
