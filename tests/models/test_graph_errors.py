from __future__ import annotations

import json

import pytest

from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.graph_errors import DEFAULT_RETRY_AFTER, graph_error, regain_seconds
from models.vocabulary import Refusal


def body(code: int, subcode: int | None = None) -> dict[str, object]:
    return {"error": {"message": "no", "code": code, "error_subcode": subcode}}


@pytest.mark.parametrize("wrote", [True, False])
@pytest.mark.parametrize("code", [4, 17, 32, 613, 80002])
def test_a_rate_limit_surely_did_nothing(code: int, wrote: bool) -> None:
    usage = {"17841": [{"estimated_time_to_regain_access": 7}]}
    error = graph_error(400, body(code), {"X-Business-Use-Case-Usage": json.dumps(usage)}, wrote)
    assert isinstance(error, ChannelUnavailable)
    assert (error.retry_after, error.budget) == (420, "window")


REFUSED = [
    (190, 463, Refusal.REVOKED, True),
    (190, 459, Refusal.CHECKPOINT, True),
    (102, None, Refusal.REVOKED, True),
    (368, None, Refusal.BLOCKED, True),
    (10, None, Refusal.REFUSED, True),
    (10, 2534022, Refusal.WINDOW_CLOSED, False),
    (200, None, Refusal.NOT_SUMMONED, False),
    (551, 1545041, Refusal.BLOCKED, False),
    (100, 33, Refusal.DELETED, False),
    (100, None, Refusal.REFUSED, False),
]


@pytest.mark.parametrize(("code", "subcode", "refusal", "stops"), REFUSED)
def test_a_refusal_of_a_write_has_its_word(
    code: int, subcode: int | None, refusal: Refusal, stops: bool
) -> None:
    error = graph_error(400, body(code, subcode), {}, wrote=True)
    assert isinstance(error, ChannelRefused)
    assert (error.code, error.stops_account) == (refusal, stops)
    assert f"code {code}" in error.reason


@pytest.mark.parametrize("code", [506, 10900])
def test_done_already_may_have_been_us(code: int) -> None:
    assert isinstance(graph_error(400, body(code), {}, wrote=True), OutcomeUnknown)


UNCLEAR = [(500, body(2)), (400, body(1)), (503, body(999)), (502, None), (400, None), (200, ["list"])]


@pytest.mark.parametrize(("status", "content"), UNCLEAR)
def test_what_says_nothing_leaves_a_write_open_and_a_read_for_later(status: int, content: object) -> None:
    assert isinstance(graph_error(status, content, {}, wrote=True), OutcomeUnknown)
    assert isinstance(graph_error(status, content, {}, wrote=False), ChannelUnavailable)


def test_a_bare_429_is_a_used_up_window() -> None:
    error = graph_error(429, None, {"Retry-After": "30"}, wrote=True)
    assert isinstance(error, ChannelUnavailable)
    assert (error.retry_after, error.budget) == (30, "window")


@pytest.mark.parametrize("usage", ["", "{", "[]", "{}", '{"1": "?"}', '{"1": [{}]}', '{"1": ["?"]}'])
def test_an_unreadable_usage_header_means_a_usual_rest(usage: str) -> None:
    assert regain_seconds({"X-Business-Use-Case-Usage": usage}) == DEFAULT_RETRY_AFTER
