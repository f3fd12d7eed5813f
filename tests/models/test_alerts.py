"""One matter is one alert, whoever sees it and however often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from models import accounts, alerts
from models.records import Account, Alert
from models.vocabulary import AlertKind, Health, Role
from tests.models.conftest import NOON, World


def raise_viral(world: World, key: str = "viral:1") -> bool:
    with world.database.writing() as session:
        unit = world.unit(session, "PRA")
        raised = alerts.raise_once(
            session, key=key, kind=AlertKind.VIRAL, unit_id=unit.id, words="ramai", now=NOON
        )
        return raised is not None


def test_a_matter_is_raised_once(any_world: World) -> None:
    assert [raise_viral(any_world), raise_viral(any_world), raise_viral(any_world, "viral:2")] == [
        True,
        False,
        True,
    ]


def test_of_workers_at_once_one_raises_and_none_fails(any_world: World) -> None:
    with ThreadPoolExecutor(6) as workers:
        raised = list(workers.map(lambda _: raise_viral(any_world), range(6)))

    assert raised.count(True) == 1


def test_the_first_officer_who_saw_it_counts(world: World) -> None:
    raise_viral(world)
    with world.database.writing() as session:
        alert = session.scalars(select(Alert)).one()
        first, second = (world.officer(session, Role.HUMAS, "PRA") for _ in range(2))
        alerts.acknowledge(session, alert, first.id, NOON)
        alerts.acknowledge(session, alert, second.id, NOON + timedelta(hours=1))
        assert (alert.acknowledged_by_id, alert.acknowledged_at) == (first.id, NOON)


def stopped(world: World, hours: int, health: Health = Health.STOPPED) -> int:
    """Sets the account's health `hours` after noon; how many alerts there are then."""
    with world.database.writing() as session:
        account = world.account(session)
        accounts.set_health(session, account, health, "token ditarik", NOON + timedelta(hours=hours))
    with world.database.reading() as session:
        return len(session.scalars(select(Alert)).all())


def test_an_account_that_stops_is_told_once_per_stop(world: World) -> None:
    assert [stopped(world, 1), stopped(world, 2)] == [1, 1]
    assert stopped(world, 3, Health.OK) == 1
    assert stopped(world, 4) == 2
    with world.database.reading() as session:
        account = session.scalars(select(Account)).one()
        assert account.health_since == NOON + timedelta(hours=4)
        assert account.health_reason == "token ditarik"
