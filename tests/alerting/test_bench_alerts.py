"""What the benchmark of alerts counts: from the reading that caused one to the later of its two calls."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests

from bench import alerts
from bench.receiver import Call, Receiver, receiving
from models.records import Alert, AlertDelivery, ReachReading
from models.vocabulary import AlertKind, AlertRoute, DeliveryState
from tests.models.conftest import NOON, World, world

__all__ = ["world"]


def risen(world: World, seconds: float, paths: tuple[str, ...] = alerts.PATHS) -> list[Call]:
    """An alert that a reading at NOON caused, and the calls about it, the last after so many seconds."""
    with world.database.writing() as session:
        case = world.case(session)
        mention_id = world.mention(session, case_id=case.id).id
        for moment in (NOON - timedelta(minutes=5), NOON, NOON + timedelta(minutes=5)):
            session.add(ReachReading(mention_id=mention_id, measured_at=moment, shares=900))
        number = next(world.numbers)
        raised_at = NOON - timedelta(milliseconds=40)  # when the step began that then read what was new
        alert = Alert(
            key=f"viral:{number}",
            kind=AlertKind.VIRAL,
            unit_id=case.unit_id,
            case_id=case.id,
            words="",
            raised_at=raised_at,
        )
        session.add(alert)
        session.flush()
        row = AlertDelivery(
            key=f"alert:{number}",
            alert_id=alert.id,
            route=AlertRoute.MESSAGE,
            state=DeliveryState.SENT,
            due_at=NOON,
            created_at=NOON,
        )
        session.add(row)
        session.flush()
        body = f'{{"message": "http://127.0.0.1:8600/peringatan/tautan/{row.id}-0a1b"}}'.encode()
        at = NOON + timedelta(seconds=seconds)
        known = {
            "/push": Call("/push", f"alert-{alert.id}", b"sealed", at - timedelta(seconds=1)),
            "/webhook": Call("/webhook", "", body, at),
        }
        return [known[path] for path in paths]


def test_the_later_call_counts_and_repetitions_do_not(world: World) -> None:
    first, second = risen(world, 2), risen(world, 30)
    again = Call("/push", first[0].topic, b"sealed", NOON + timedelta(minutes=6))
    figures = alerts.count(world.database, Receiver("", [*first, *second, again]))
    assert (figures["alerts"], figures["readings"], figures["undelivered"]) == (2, 6, 0)
    assert (figures["p50_seconds"], figures["p99_seconds"]) == (2.0, 30.0)


def test_an_alert_that_missed_an_address_is_told_apart(world: World) -> None:
    figures = alerts.count(world.database, Receiver("", [*risen(world, 2), *risen(world, 3, ("/push",))]))
    assert (figures["alerts"], figures["undelivered"], figures["p99_seconds"]) == (2, 1, 2.0)


def test_without_any_alert_there_is_no_figure(world: World) -> None:
    figures = alerts.count(world.database, Receiver(""))
    assert (figures["alerts"], figures["p50_seconds"], figures["p99_seconds"]) == (0, None, None)


@pytest.mark.parametrize(("percent", "expected"), [(50, 2.0), (75, 3.0), (99, 4.0), (100, 4.0)])
def test_a_percentile_is_a_figure_that_was_measured(percent: int, expected: float) -> None:
    assert alerts._percentile([1.0, 2.0, 3.0, 4.0], percent) == expected


def test_the_receiver_notes_what_a_push_and_a_message_say_in_the_open() -> None:
    with receiving() as receiver:
        answer = requests.post(f"{receiver.url}/push", b"sealed", headers={"Topic": "alert-7"}, timeout=5)
    assert answer.status_code == 201
    [call] = receiver.calls
    assert (call.path, call.topic, call.body) == ("/push", "alert-7", b"sealed")
