"""What an error of Instagram's private API means for us, by the names of instagrapi's classes. Pure.

The two directions of the channel share it; neither the library nor the network is imported here.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.errors import ChannelError, ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.vocabulary import Refusal

SIGN_IN = "open the Instagram app, do what it asks, then 'tanggap account login instagram_private <handle>'"
# A person must repair the account before anything works again.
STOPPING = {
    "AccountSuspended": Refusal.SUSPENDED,
    "ChallengeError": Refusal.CHECKPOINT,
    "CaptchaChallengeRequired": Refusal.CHECKPOINT,
    "TwoFactorRequired": Refusal.CHECKPOINT,
    "LoginRequired": Refusal.REVOKED,
    "ClientLoginRequired": Refusal.REVOKED,
    "ClientUnauthorizedError": Refusal.REVOKED,
    "BadPassword": Refusal.REVOKED,
    "BadCredentials": Refusal.REVOKED,
    "ReloginAttemptExceeded": Refusal.REVOKED,
    "SentryBlock": Refusal.BLOCKED,
    "ProxyAddressIsBlocked": Refusal.BLOCKED,
    "ClientNeedsUpgradeError": Refusal.REFUSED,
}
# Seconds of rest. "Feedback required" is a warning before a suspension: stay away for a day.
RESTING = {
    "PleaseWaitFewMinutes": 900.0,
    "RateLimitError": 1800.0,
    "ClientThrottledError": 1800.0,
    "FeedbackRequired": 86400.0,
}
REFUSING = {
    "CommentNotFound": Refusal.DELETED,
    "CommentUnavailable": Refusal.DELETED,
    "MediaUnavailable": Refusal.DELETED,
    "InvalidMediaId": Refusal.DELETED,
    "NotFoundError": Refusal.DELETED,
    "ClientNotFoundError": Refusal.DELETED,
    "CommentsDisabled": Refusal.BLOCKED,
    "DirectMessageRequestsDisabled": Refusal.BLOCKED,
    "InvalidTargetUser": Refusal.BLOCKED,
    "PrivateAccount": Refusal.BLOCKED,
    "ClientForbiddenError": Refusal.REFUSED,
    "ClientBadRequestError": Refusal.REFUSED,
    "UnknownError": Refusal.REFUSED,
}


def private_api_error(names: Sequence[str], message: str, wrote: bool) -> ChannelError:
    """The error to raise; `names` are the classes of instagrapi's error, the most special first.

    What no table knows (a 5xx, a cut connection, an answer that is no JSON) leaves the outcome of
    a write open.
    """
    reason = f"Instagram (private API): {names[0]}: {message}"[:500]
    for name in names:
        if name in STOPPING:
            return ChannelRefused(f"{reason}. To do: {SIGN_IN}", code=STOPPING[name], stops_account=True)
        if name in RESTING:
            return ChannelUnavailable(reason, retry_after=RESTING[name], budget="window")
        if name in REFUSING:
            return ChannelRefused(reason, code=REFUSING[name])
    return OutcomeUnknown(reason) if wrote else ChannelUnavailable(reason)
