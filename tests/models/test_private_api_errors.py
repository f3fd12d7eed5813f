from __future__ import annotations

import instagrapi.exceptions
import pytest

from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.private_api_errors import REFUSING, RESTING, STOPPING, private_api_error
from models.vocabulary import Refusal


def names(error: str) -> list[str]:
    return [kind.__name__ for kind in getattr(instagrapi.exceptions, error).__mro__]


@pytest.mark.parametrize("table", [STOPPING, RESTING, REFUSING])
def test_every_name_is_an_error_of_the_library(table: dict[str, object]) -> None:
    assert [name for name in table if not hasattr(instagrapi.exceptions, name)] == []


STOPS = [
    ("AccountSuspended", Refusal.SUSPENDED),
    ("ChallengeRequired", Refusal.CHECKPOINT),
    ("ChallengeSelfieCaptcha", Refusal.CHECKPOINT),
    ("LoginRequired", Refusal.REVOKED),
    ("TwoFactorRequired", Refusal.CHECKPOINT),
]


@pytest.mark.parametrize(("error", "code"), STOPS)
def test_what_a_person_must_repair_stops_the_account(error: str, code: Refusal) -> None:
    ours = private_api_error(names(error), "no", wrote=True)
    assert isinstance(ours, ChannelRefused)
    assert (ours.code, ours.stops_account) == (code, True)


def test_a_more_special_error_wins_over_its_parent() -> None:
    """ClientNeedsUpgradeError is an UnknownError, SignupSpamError a FeedbackRequired."""
    upgrade = private_api_error(names("ClientNeedsUpgradeError"), "no", wrote=True)
    assert isinstance(upgrade, ChannelRefused)
    assert upgrade.stops_account
    assert isinstance(private_api_error(names("SignupSpamError"), "no", wrote=True), ChannelUnavailable)


@pytest.mark.parametrize(
    "error", ["CommentNotFound", "MediaUnavailable", "MediaNotFound", "DirectThreadNotFound"]
)
def test_what_is_gone_is_deleted(error: str) -> None:
    ours = private_api_error(names(error), "no", wrote=True)
    assert isinstance(ours, ChannelRefused)
    assert (ours.code, ours.stops_account) == (Refusal.DELETED, False)


@pytest.mark.parametrize("error", ["ClientError", "ClientConnectionError", "ClientJSONDecodeError"])
def test_what_says_nothing_leaves_a_write_open_and_a_read_for_later(error: str) -> None:
    assert isinstance(private_api_error(names(error), "no", wrote=True), OutcomeUnknown)
    assert isinstance(private_api_error(names(error), "no", wrote=False), ChannelUnavailable)
