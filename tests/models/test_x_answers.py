"""Answers of X as they were seen, and what each means for trying again."""

from __future__ import annotations

import json

import pytest

from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.vocabulary import Refusal
from models.x_answers import read_answer

NOW = 1_800_000_000.0


def body(detail: str, **more: object) -> str:
    return json.dumps({"title": "Forbidden", "detail": detail, **more})


@pytest.mark.parametrize(
    ("detail", "code"),
    [
        (
            "Reply to this conversation is not allowed because you have not been mentioned or otherwise "
            "engaged by the author of the post you are replying to.",
            Refusal.NOT_SUMMONED,
        ),
        ("You attempted to reply to a Tweet that is deleted or not visible to you.", Refusal.DELETED),
        ("You have been blocked from replying to the author of this Tweet.", Refusal.BLOCKED),
        ("The original Tweet author restricted who can reply to this Tweet.", Refusal.NOT_SUMMONED),
        ("Your Tweet text is too long.", Refusal.TOO_LONG),
        ("You are not permitted to perform this action.", Refusal.REFUSED),
    ],
)
def test_a_403_that_concerns_one_reply_leaves_the_account_alone(detail: str, code: Refusal) -> None:
    error = read_answer(403, {}, body(detail), NOW)
    assert isinstance(error, ChannelRefused)
    assert (error.code, error.stops_account) == (code, False)


@pytest.mark.parametrize(
    ("detail", "code"),
    [
        ("To protect our users from spam, this account is temporarily locked.", Refusal.CHECKPOINT),
        ("Your account is suspended and is not permitted to access this feature.", Refusal.SUSPENDED),
        (
            "Your client app is not configured with the appropriate oauth1 app permissions.",
            Refusal.REVOKED,
        ),
    ],
)
def test_a_403_that_concerns_the_account_stops_it(detail: str, code: Refusal) -> None:
    error = read_answer(403, {}, body(detail), NOW)
    assert isinstance(error, ChannelRefused)
    assert (error.code, error.stops_account) == (code, True)


def test_the_reason_may_stand_in_the_list_of_errors() -> None:
    said = json.dumps({"errors": [{"code": 385, "message": "... deleted or not visible to you."}]})
    error = read_answer(403, {}, said, NOW)
    assert isinstance(error, ChannelRefused)
    assert error.code == Refusal.DELETED


def test_a_duplicate_leaves_doubt() -> None:
    detail = "You are not allowed to create a Tweet with duplicate content."
    assert isinstance(read_answer(403, {}, body(detail), NOW), OutcomeUnknown)


def test_a_window_ends_when_its_header_says() -> None:
    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(NOW) + 120)}
    error = read_answer(429, headers, body("Too Many Requests"), NOW)
    assert isinstance(error, ChannelUnavailable)
    assert (error.retry_after, error.budget) == (121.0, "window")


def test_the_window_of_a_day_outlasts_that_of_15_minutes() -> None:
    headers = {
        "x-rate-limit-remaining": "98",
        "x-rate-limit-reset": str(int(NOW) + 120),
        "x-app-limit-24hour-remaining": "0",
        "x-app-limit-24hour-reset": str(int(NOW) + 7200),
    }
    error = read_answer(429, headers, "", NOW)
    assert isinstance(error, ChannelUnavailable)
    assert error.retry_after == 7201.0


@pytest.mark.parametrize("headers", [{}, {"x-rate-limit-reset": "soon"}])
def test_a_window_without_readable_headers_is_taken_for_a_whole_one(headers: dict[str, str]) -> None:
    error = read_answer(429, headers, "slow down", NOW)
    assert isinstance(error, ChannelUnavailable)
    assert error.retry_after == 900.0


def test_a_window_that_just_ended_is_not_asked_at_once() -> None:
    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(NOW) - 60)}
    error = read_answer(429, headers, "", NOW)
    assert isinstance(error, ChannelUnavailable)
    assert error.retry_after == 1.0


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (429, {"title": "UsageCapExceeded", "type": "https://api.twitter.com/2/problems/usage-capped"}),
        (402, {"title": "CreditsDepleted", "type": "https://api.twitter.com/2/problems/credits"}),
    ],
)
def test_a_used_up_contract_is_no_window(status: int, said: dict[str, str]) -> None:
    headers = {"x-rate-limit-remaining": "39999", "x-rate-limit-reset": str(int(NOW) + 60)}
    error = read_answer(status, headers, json.dumps(said), NOW)
    assert isinstance(error, ChannelUnavailable)
    assert error.budget == "monthly"
    assert error.retry_after > 3600


def test_401_stops_the_account() -> None:
    error = read_answer(401, {}, body("Unauthorized"), NOW)
    assert isinstance(error, ChannelRefused)
    assert (error.code, error.stops_account) == (Refusal.REVOKED, True)


@pytest.mark.parametrize("status", [200, 201, 408, 500, 502, 503, 504])
def test_good_and_doubtful_answers_are_left_to_the_caller(status: int) -> None:
    assert read_answer(status, {}, "<html>", NOW) is None


def test_a_malformed_request_is_refused_for_ever() -> None:
    error = read_answer(400, {}, json.dumps(["aneh"]), NOW)
    assert isinstance(error, ChannelRefused)
    assert error.code == Refusal.REFUSED
