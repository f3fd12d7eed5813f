"""What an answer of the X API means: a pure reading of status, headers and body.

Reading and writing meet the same refusals, so both X adapters ask here. Only answers that leave
no doubt are translated: whether a 5xx posted something, only the caller can say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from models.errors import ChannelError, ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.vocabulary import Refusal

# X does not say when a monthly cap ends: a person may raise it at any time, so it is asked again.
MONTHLY_RETRY_SECONDS = 6 * 3600.0
WINDOW_SECONDS = 900.0
_ACCOUNT_STOPS: tuple[tuple[str, Refusal], ...] = (
    ("temporarily locked", Refusal.CHECKPOINT),
    ("account is suspended", Refusal.SUSPENDED),
    ("account has been suspended", Refusal.SUSPENDED),
    ("oauth1 app permissions", Refusal.REVOKED),
    ("client-forbidden", Refusal.REVOKED),
    ("client-not-enrolled", Refusal.REVOKED),
    ("unsupported-authentication", Refusal.REVOKED),
)
_REFUSALS: tuple[tuple[str, Refusal], ...] = (
    ("have not been mentioned or otherwise engaged", Refusal.NOT_SUMMONED),
    ("restricted who can reply", Refusal.NOT_SUMMONED),
    ("summoned", Refusal.NOT_SUMMONED),
    ("deleted or not visible", Refusal.DELETED),
    ("have been blocked", Refusal.BLOCKED),
    ("too long", Refusal.TOO_LONG),
)


def read_answer(status: int, headers: Mapping[str, str], body: str, now: float) -> ChannelError | None:
    """The error a 4xx answer stands for; None for a good answer or one that leaves doubt (5xx).

    `headers` has lower-case names, `now` is Unix time in seconds.
    """
    said = _said(body)
    if status in (402, 429):
        return _limited(status, headers, said, now)
    if status == 401:
        return ChannelRefused(
            "X no longer accepts the account's token; sign the account in again",
            code=Refusal.REVOKED,
            stops_account=True,
        )
    if status == 403:
        return _forbidden(said)
    if status == 404:
        return ChannelRefused(f"X does not know what was asked for: {said}", code=Refusal.DELETED)
    if status == 408:
        return None
    if 400 <= status < 500:
        return ChannelRefused(f"X refused the request ({status}): {said}", code=_refusal_code(said))
    return None


def _limited(status: int, headers: Mapping[str, str], said: str, now: float) -> ChannelUnavailable:
    if status == 402 or "usage-capped" in said or "usage cap" in said:
        return ChannelUnavailable(
            "The monthly cap of the X contract is used up", MONTHLY_RETRY_SECONDS, budget="monthly"
        )
    spent = [name for name, value in headers.items() if name.endswith("-remaining") and value == "0"]
    resets = [headers.get(name.removesuffix("remaining") + "reset", "") for name in spent]
    until = [float(reset) for reset in resets or [headers.get("x-rate-limit-reset", "")] if reset.isdigit()]
    # One second more, since X tells the end of the window in whole seconds.
    wait = max(until) - now + 1.0 if until else WINDOW_SECONDS
    return ChannelUnavailable("X's request window is used up", max(wait, 1.0), budget="window")


def _forbidden(said: str) -> ChannelError:
    if "duplicate" in said:
        return OutcomeUnknown("X says the text is already posted")
    for words, code in _ACCOUNT_STOPS:
        if words in said:
            return ChannelRefused(f"X has stopped the account: {said}", code=code, stops_account=True)
    return ChannelRefused(f"X refused: {said}", code=_refusal_code(said))


def _refusal_code(said: str) -> Refusal:
    return next((code for words, code in _REFUSALS if words in said), Refusal.REFUSED)


def _said(body: str) -> str:
    """Everything the body says in words, lower case; the body itself when it is no JSON."""
    try:
        answer = json.loads(body)
    except ValueError:
        return body[:200].lower()
    if not isinstance(answer, dict):
        return body[:200].lower()
    errors = answer.get("errors")
    parts = [answer, *(errors if isinstance(errors, list) else [])]
    words = [
        str(part[name])
        for part in parts
        if isinstance(part, dict)
        for name in ("title", "detail", "message", "reason", "type")
        if part.get(name)
    ]
    return " | ".join(dict.fromkeys(words)).lower()[:400]
