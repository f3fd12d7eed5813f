"""What can go wrong, each error answering one question.

TanggapError
├── SettingError            what must the operator change?
├── Conflict                what changed under the officer's hands?
├── Forbidden               who may do this instead?
└── ChannelError            may we try the platform again?
    ├── ChannelUnavailable  yes, after `retry_after` seconds
    ├── ChannelRefused      no, never with this input
    └── OutcomeUnknown      not before we have asked what happened
"""

from __future__ import annotations


class TanggapError(Exception):
    """Base of every error this project raises on purpose."""


class SettingError(TanggapError):
    """A setting is missing or wrong; the message says which one and what to do."""


class Conflict(TanggapError):
    """The row is no longer in the state that the caller decided on."""


class Forbidden(TanggapError):
    """The officer's role or unit does not allow this act."""


class ChannelError(TanggapError):
    """A platform did not do what we asked."""


class ChannelUnavailable(ChannelError):
    """The platform surely did nothing; a later call may succeed.

    `retry_after` is in seconds from now. `budget` tells a used-up budget (rate limit,
    monthly cap) from an outage: "window", "monthly" or None.
    """

    def __init__(self, reason: str, retry_after: float = 60.0, budget: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.budget = budget


class ChannelRefused(ChannelError):
    """The platform surely did nothing and never will for this input.

    `code` is a word of `models.vocabulary.Refusal`; `stops_account` says that nothing of
    this account will work until a person repairs it (revoked token, checkpoint).
    """

    def __init__(self, reason: str, code: str = "refused", stops_account: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.stops_account = stops_account


class OutcomeUnknown(ChannelError):
    """A write may or may not have happened: a timeout, a 5xx, a cut connection, a duplicate-text 403."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
