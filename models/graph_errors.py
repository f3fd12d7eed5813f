"""What an error answer of Meta's Graph API means for us. Pure: both directions of the channel use it.

Codes: https://developers.facebook.com/docs/graph-api/guides/error-handling and
https://developers.facebook.com/docs/graph-api/overview/rate-limiting.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from models.errors import ChannelError, ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.vocabulary import Refusal

RATE_LIMITED = frozenset({4, 17, 32, 613, 80002, 80006})
TRANSIENT = frozenset({1, 2})
TOKEN = frozenset({102, 190, 2500})
CHECKPOINTED = frozenset({459, 464, 490})
NO_PERMISSION = frozenset({3, 10})
WINDOW_CLOSED = frozenset({2018278, 2534022})
ALREADY_DONE = frozenset({506, 10900})
MISSING_OBJECT = frozenset({33, 2018001})
DEFAULT_RETRY_AFTER = 300.0


def graph_error(status: int, body: object, headers: Mapping[str, str], wrote: bool) -> ChannelError:
    """The error to raise for an answer that is not what was asked for.

    `body` is the parsed JSON or None, `wrote` says that the call was a write: what might then
    have happened on the platform is `OutcomeUnknown`, never "try again".
    """
    error = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(error, Mapping):
        return _without_meaning(f"Instagram answered {status} without saying why", status, headers, wrote)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    reason = f"Instagram: {error.get('message', 'no message')} (code {code}, subcode {subcode})"
    if code in RATE_LIMITED:
        return ChannelUnavailable(reason, retry_after=regain_seconds(headers), budget="window")
    if code in ALREADY_DONE and wrote:
        return OutcomeUnknown(reason)
    if subcode in WINDOW_CLOSED:
        return ChannelRefused(reason, code=Refusal.WINDOW_CLOSED)
    if code in TOKEN:
        checkpoint = subcode in CHECKPOINTED
        return ChannelRefused(
            reason, code=Refusal.CHECKPOINT if checkpoint else Refusal.REVOKED, stops_account=True
        )
    if code == 368:
        return ChannelRefused(reason, code=Refusal.BLOCKED, stops_account=True)
    if code in NO_PERMISSION:
        return ChannelRefused(reason, stops_account=True)
    if code == 200 and wrote:
        return ChannelRefused(reason, code=Refusal.NOT_SUMMONED)
    if code == 551:
        return ChannelRefused(reason, code=Refusal.BLOCKED)
    if code == 100 and subcode in MISSING_OBJECT:
        return ChannelRefused(reason, code=Refusal.DELETED)
    if code in TRANSIENT or status >= 500:
        return _without_meaning(reason, status, headers, wrote)
    return ChannelRefused(reason)


def regain_seconds(headers: Mapping[str, str]) -> float:
    """Seconds until the account may call again, from Retry-After or X-Business-Use-Case-Usage (minutes)."""
    if (given := headers.get("Retry-After", "")).isdigit():
        return float(given)
    try:
        usage = json.loads(headers.get("X-Business-Use-Case-Usage", "{}"))
    except ValueError:
        return DEFAULT_RETRY_AFTER
    if not isinstance(usage, Mapping):
        return DEFAULT_RETRY_AFTER
    minutes = [
        _number(share.get("estimated_time_to_regain_access"))
        for shares in usage.values()
        if isinstance(shares, list)
        for share in shares
        if isinstance(share, Mapping)
    ]
    return max(minutes, default=0) * 60.0 or DEFAULT_RETRY_AFTER


def _without_meaning(reason: str, status: int, headers: Mapping[str, str], wrote: bool) -> ChannelError:
    if status == 429:
        return ChannelUnavailable(reason, retry_after=regain_seconds(headers), budget="window")
    return OutcomeUnknown(reason) if wrote else ChannelUnavailable(reason)


def _number(value: object) -> int:
    if isinstance(value, str):
        return int(value) if value.isdigit() else 0
    return int(value) if isinstance(value, (int, float)) else 0
