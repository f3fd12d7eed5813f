"""Whom an alert goes to, and who comes next while nobody looks."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models.clock import utcnow
from models.records import AuditEntry, CaseEvent
from models.vocabulary import AlertKind, AlertRoute, Category, DeliveryState, EventKind, Role
from tests.alerting.conftest import Watchroom

ACCUSED: dict[str, Any] = {
    "category": Category.PUNGLI,
    "about_officer": True,
    "accused": "PRA",
    "addressed": "PRA",
}


def test_those_on_duty_are_told_and_nobody_else(any_room: Watchroom) -> None:
    duty, off = any_room.officer(Role.HUMAS, "PRA"), any_room.officer(Role.HUMAS, "PRA")
    past = any_room.officer(Role.HUMAS, "PRA")
    any_room.duty(duty, "PRA")
    any_room.duty(past, "PRA", -9, -1)
    alert = any_room.alarm()
    any_room.step()
    assert any_room.told(alert) == [(0, duty)]
    assert off not in {one for _, one in any_room.told(alert)}


def test_without_a_roster_all_of_the_unit_who_may_see_it_are_told(room: Watchroom) -> None:
    humas, admin = room.officer(Role.HUMAS, "PRA"), room.officer(Role.ADMIN, "PRA")
    for role, unit in ((Role.SYSTEM, "PRA"), (Role.AUDITOR, "PRA"), (Role.HUMAS, "PRB"), (Role.HUMAS, "PDA")):
        room.officer(role, unit)
    retired = room.officer(Role.HUMAS, "PRA")
    room.change(retired, active=False)
    alert = room.alarm()
    room.step()
    assert room.told(alert) == [(0, humas), (0, admin)]


def test_a_unit_without_people_leads_to_the_nearest_above(room: Watchroom) -> None:
    room.officer(Role.POSKO, "MABES")
    humas = room.officer(Role.HUMAS, "PDA")
    alert = room.alarm("SKA")
    room.step()
    assert room.told(alert) == [(0, humas)]


def test_an_alert_is_told_once_however_often_the_stage_runs(any_room: Watchroom) -> None:
    officer = any_room.officer(Role.HUMAS, "PRA")
    any_room.browser(officer)
    alert = any_room.alarm()
    for _ in range(3):
        any_room.step()
    assert [one.route for one in any_room.deliveries(alert)] == [AlertRoute.PANEL, AlertRoute.PUSH]
    assert len(any_room.service.received) == 1


def test_what_was_seen_before_anybody_was_told_is_told_to_nobody(room: Watchroom) -> None:
    officer = room.officer(Role.HUMAS, "PRA")
    alert = room.alarm()
    room.see(alert, officer)
    room.step()
    assert room.deliveries(alert) == []


# --- scope


@pytest.mark.parametrize("on_duty", [True, False])
def test_an_alert_about_misconduct_never_reaches_the_accused_unit(any_room: Watchroom, on_duty: bool) -> None:
    inside = [any_room.officer(role, code) for role in (Role.ADMIN, Role.HEAD) for code in ("PRA", "SKA")]
    propam, above = any_room.officer(Role.PROPAM, "PDAPROPAM"), any_room.officer(Role.HUMAS, "PDA")
    any_room.officer(Role.POSKO, "MABES")
    for one in inside:
        any_room.browser(one)
        any_room.webhook(f"own-{one}", officer_id=one)
        if on_duty:
            any_room.duty(one, "PRA")
            any_room.duty(one, "PDAPROPAM")
    any_room.webhook("desk-pra", unit="PRA")
    any_room.webhook("desk-ska", unit="SKA")
    alert = any_room.alarm("PDAPROPAM", **ACCUSED)
    any_room.step()
    for _ in range(4):
        any_room.later(minutes=6)
    everyone = {officer for _, officer in any_room.told(alert)}
    assert everyone >= {propam, above}
    assert not everyone & set(inside)
    assert any_room.service.received == []


def test_raised_at_the_accused_unit_itself_it_still_passes_that_unit_by(room: Watchroom) -> None:
    for role in (Role.ADMIN, Role.HEAD):
        room.officer(role, "PRA")
    room.webhook("desk-pra", unit="PRA")
    above = room.officer(Role.HUMAS, "PDA")
    with room.database.writing() as session:
        case = room.world.case(session, owner="PDAPROPAM", accused="PRA", about_officer=True, now=utcnow())
        from models import alerts

        raised = alerts.raise_once(
            session,
            key="sla",
            kind=AlertKind.SLA_BREACH,
            unit_id=room.world.unit(session, "PRA").id,
            case_id=case.id,
            words="",
            now=utcnow(),
        )
        assert raised is not None
    room.step()
    assert room.told(raised.id) == [(0, above)]
    assert room.service.received == []


def test_propams_own_desk_reads_what_no_other_desk_may(room: Watchroom) -> None:
    room.officer(Role.PROPAM, "PDAPROPAM")
    room.webhook("propam", unit="PDAPROPAM")
    room.alarm("PDAPROPAM", **ACCUSED)
    room.step()
    assert [one.path for one in room.service.received] == ["/propam"]


def test_an_officer_who_lost_sight_of_the_case_is_not_sent_what_was_waiting(room: Watchroom) -> None:
    officer = room.officer(Role.HUMAS, "PRA")
    room.browser(officer)
    alert = room.alarm()
    room.stage.telling.step()
    room.change(officer, active=False)
    room.step()
    push = room.deliveries(alert)[-1]
    assert (push.state, push.reason) == (DeliveryState.DROPPED, "no longer his to see")
    assert room.service.received == []


# --- escalation


def test_silence_climbs_to_the_head_and_then_to_the_parents_duty_officer(any_room: Watchroom) -> None:
    duty, head = any_room.officer(Role.HUMAS, "PRA"), any_room.officer(Role.HEAD, "PRA")
    above, off = any_room.officer(Role.HUMAS, "PDA"), any_room.officer(Role.HUMAS, "PDA")
    any_room.duty(duty, "PRA")
    any_room.duty(above, "PDA")
    any_room.browser(above)
    alert = any_room.alarm()
    any_room.step()
    any_room.later(minutes=4)
    assert any_room.told(alert) == [(0, duty)]
    any_room.later(minutes=6)
    any_room.later(minutes=6)
    assert any_room.told(alert) == [(0, duty), (1, head), (2, above)]
    assert off not in {one for _, one in any_room.told(alert)}
    assert "belum ada yang melihat" in any_room.devices[above].read(any_room.service.received[0])["body"]


def test_each_step_stands_in_the_case_history_and_the_audit_trail(any_room: Watchroom) -> None:
    duty = any_room.officer(Role.HUMAS, "PRA")
    any_room.duty(duty, "PRA")
    head = any_room.officer(Role.HEAD, "PRA")
    alert = any_room.alarm()
    any_room.step()
    any_room.later(minutes=6)
    any_room.see(alert, head)
    kinds = (EventKind.ALERT_TOLD, EventKind.ALERT_ESCALATED, EventKind.ALERT_SEEN)
    events = any_room.ask(select(CaseEvent).where(CaseEvent.kind.in_(kinds)).order_by(CaseEvent.id))
    assert [one.kind for one in events] == list(kinds)
    assert events[0].detail["to"] == "PRA"
    assert events[2].officer_id == head
    acts = any_room.ask(select(AuditEntry).order_by(AuditEntry.id))
    assert [(one.act, one.detail["officers"]) for one in acts] == [
        ("alert.told", [duty]),
        ("alert.escalated", [head]),
    ]


def test_what_somebody_saw_does_not_climb(any_room: Watchroom) -> None:
    duty = any_room.officer(Role.HUMAS, "PRA")
    any_room.officer(Role.HEAD, "PRA")
    any_room.duty(duty, "PRA")
    alert = any_room.alarm()
    any_room.step()
    any_room.see(alert, duty)
    any_room.later(minutes=60)
    assert any_room.told(alert) == [(0, duty)]


def test_a_step_that_would_tell_nobody_new_is_left_out(room: Watchroom) -> None:
    head, above = room.officer(Role.HEAD, "PRA"), room.officer(Role.HUMAS, "PDA")
    alert = room.alarm()
    room.step()
    room.later(minutes=6)
    assert room.told(alert) == [(0, head), (2, above)]


def test_an_emergency_climbs_to_the_top_and_other_alerts_end_with_the_parent(room: Watchroom) -> None:
    people = {code: room.officer(Role.HUMAS, code) for code in ("SKA", "PRA", "PDA", "MABES")}
    pressing, other = room.alarm("SKA"), room.alarm("SKA", AlertKind.SLA_BREACH)
    room.step()
    for _ in range(6):
        room.later(minutes=6)
    assert [one for _, one in room.told(pressing)] == list(people.values())
    assert [one for _, one in room.told(other)] == [people["SKA"], people["PRA"]]
    assert room.alert(pressing).escalate_at is None
    assert room.alert(other).escalate_at is None


def test_overload_is_told_to_the_head_whoever_is_on_duty(room: Watchroom) -> None:
    duty, head = room.officer(Role.HUMAS, "PRA"), room.officer(Role.HEAD, "PRA")
    room.duty(duty, "PRA")
    above = room.officer(Role.HUMAS, "PDA")
    alert = room.alarm(kind=AlertKind.OVERLOAD, case=False)
    room.step()
    assert room.told(alert) == [(0, head)]
    room.later(minutes=6)
    assert room.told(alert) == [(0, head), (2, above)]


def test_where_no_head_is_overload_is_told_to_those_who_are_there(room: Watchroom) -> None:
    humas = room.officer(Role.HUMAS, "PRA")
    room.officer(Role.HEAD, "PDA")
    alert = room.alarm(kind=AlertKind.OVERLOAD, case=False)
    room.step()
    assert room.told(alert) == [(0, humas)]


# --- quiet hours


def quiet_now(room: Watchroom, officer: int, zone: str = "Asia/Makassar") -> None:
    here = utcnow().astimezone(ZoneInfo(zone))
    room.change(
        officer,
        timezone=zone,
        quiet_from=(here - timedelta(hours=1)).time().replace(microsecond=0),
        quiet_until=(here + timedelta(hours=1)).time().replace(microsecond=0),
    )


def test_quiet_hours_put_off_what_does_not_press(any_room: Watchroom) -> None:
    officer = any_room.officer(Role.HUMAS, "PRA")
    any_room.browser(officer)
    quiet_now(any_room, officer)
    alert = any_room.alarm(kind=AlertKind.SLA_BREACH)
    any_room.step()
    panel, push = any_room.deliveries(alert)
    assert (panel.state, push.state) == (DeliveryState.SENT, DeliveryState.WAITING)
    assert timedelta(minutes=55) < push.due_at - utcnow() < timedelta(minutes=61)
    escalate_at = any_room.alert(alert).escalate_at
    assert escalate_at is not None
    assert escalate_at > push.due_at
    any_room.later(minutes=61)
    assert len(any_room.service.received) == 1


@pytest.mark.parametrize("kind", [AlertKind.EMERGENCY, AlertKind.ACCOUNT_STOPPED, AlertKind.WATCH_DEAD])
def test_what_presses_passes_through_quiet_hours(room: Watchroom, kind: AlertKind) -> None:
    officer = room.officer(Role.HUMAS, "PRA")
    room.browser(officer)
    quiet_now(room, officer)
    room.alarm(kind=kind, case=kind is AlertKind.EMERGENCY)
    room.step()
    assert len(room.service.received) == 1


def test_seen_in_the_quiet_hours_it_is_not_sent_after_them(room: Watchroom) -> None:
    officer, other = room.officer(Role.HUMAS, "PRA"), room.officer(Role.ADMIN, "PRA")
    room.browser(officer)
    quiet_now(room, officer)
    alert = room.alarm(kind=AlertKind.SLA_BREACH)
    room.step()
    room.see(alert, other)
    room.later(minutes=120)
    assert room.service.received == []
    assert {one.reason for one in room.deliveries(alert) if one.route is AlertRoute.PUSH} == {"seen"}


def test_quiet_hours_may_pass_midnight_and_both_ends_are_needed() -> None:
    from datetime import UTC, datetime

    from models.on_call import quiet_end
    from models.records import Officer

    officer = Officer(timezone="Asia/Jayapura", quiet_from=time(22), quiet_until=time(5))
    late, early, noon = (
        datetime(2026, 3, 4, hour, tzinfo=UTC) for hour in (14, 19, 3)
    )  # 23, 4 and 12 o'clock
    assert quiet_end(officer, late) == datetime(2026, 3, 4, 20, tzinfo=UTC)
    assert quiet_end(officer, early) == datetime(2026, 3, 4, 20, tzinfo=UTC)
    assert quiet_end(officer, noon) is None
    assert quiet_end(Officer(timezone="Asia/Jakarta", quiet_from=time(22)), late) is None
