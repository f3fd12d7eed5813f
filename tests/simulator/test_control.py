"""The control API, as another process uses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from simulator.server import Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(only=("x",)) as simulator:
        yield simulator


def call(simulator: Simulator, method: str, path: str, **keywords: object) -> requests.Response:
    return requests.request(method, simulator.urls["control"] + path, timeout=5, **keywords)  # type: ignore[arg-type]


def test_another_process_can_speak_delete_and_read_what_was_said(simulator: Simulator) -> None:
    call(simulator, "POST", "/accounts", json={"channel": "x", "handle": "polres_contoh"})
    spoken = {
        "channel": "x",
        "account": "polres_contoh",
        "text": "halo",
        "author": "warga_1",
        "created_at": "2026-11-02T08:00:00+00:00",
        "growth": {"peak_per_hour": 10},
    }
    external_id = call(simulator, "POST", "/say", json=spoken).json()["external_id"]
    assert call(simulator, "POST", "/delete", json={"external_id": external_id}).json() == {"deleted": True}
    (said,) = call(simulator, "GET", "/said?channel=x").json()
    assert said["external_id"] == external_id
    assert said["created_at"] == "2026-11-02T08:00:00+00:00"
    assert said["deleted"]


def test_deleting_what_nobody_said_is_not_found(simulator: Simulator) -> None:
    assert call(simulator, "POST", "/delete", json={"external_id": "1"}).status_code == 404


def test_the_ledger_lists_accepted_writes(simulator: Simulator) -> None:
    simulator.world.register("x", "polres_contoh")
    simulator.world.accept("x", "polres_contoh", "17", "siap")
    (row,) = call(simulator, "GET", "/ledger?channel=x").json()
    assert (row["in_reply_to"], row["text"]) == ("17", "siap")
    assert call(simulator, "GET", "/ledger?channel=instagram").json() == []


def test_faults_can_be_added_and_cleared(simulator: Simulator) -> None:
    good = {"channel": "x", "operation": "read", "fault": "cut", "times": None}
    assert call(simulator, "POST", "/faults", json=good).status_code == 200
    assert call(simulator, "POST", "/faults", json=good | {"fault": "earthquake"}).status_code == 400
    assert call(simulator, "POST", "/faults", json={"fault": "cut"}).status_code == 400
    call(simulator, "DELETE", "/faults")
    assert simulator.world.faults.take("x", "read") is None


def test_health_tells_that_it_is_up(simulator: Simulator) -> None:
    assert call(simulator, "GET", "/health").json()["ok"]


def test_the_mood_can_be_changed(simulator: Simulator) -> None:
    call(
        simulator, "POST", "/mood", json={"accept_duplicates": True, "growth_speed": 60, "rate_limits": False}
    )
    assert simulator.world.accept_duplicates
    assert simulator.world.growth_speed == 60
    assert not simulator.world.rate_limits


def test_it_starts_again_on_the_same_port() -> None:
    first = Simulator(only=("x",)).start()
    port = int(first.urls["x"].rsplit(":", 1)[1])
    first.stop()
    with Simulator(only=("x",), ports={"x": port}) as second:
        assert second.urls["x"] == first.urls["x"]
