"""Which messages are assessed first when more came than one batch takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import select

from classifier.stage import Classifier
from listener import intake
from listener.contracts import IncomingMention
from models.database import Database
from models.records import Account, Mention
from models.settings import Settings
from models.vocabulary import MentionKind
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World, planted

ONE = IncomingMention(
    external_id="0",
    kind=MentionKind.MENTION,
    text="tolong ditindak pak",
    created_at=NOON,
    author_handle="warga_11",
    author_external_id="11",
    thread_id="0",
)


def came(world: World, code: str, *incoming: IncomingMention, seconds: float = 0) -> None:
    with world.database.writing() as session:
        account = session.get_one(Account, world.account(session, code).id)
        intake.store(
            session, account, incoming, NOON + timedelta(seconds=seconds), timedelta(hours=72), SECRET_KEY
        )


def claimed(database: Database, settings: Settings, seconds: float) -> list[str]:
    """The external ids of the batch that is assessed next, in its order."""
    nobody = cast(Any, None)
    worker = Classifier(database, settings, nobody, nobody, nobody, nobody)
    return [mention.external_id for mention in worker._claim(NOON + timedelta(seconds=seconds))]


def test_a_burst_on_one_account_delays_no_other_accounts_emergency(
    database: Database, settings: Settings
) -> None:
    world = planted(database)
    burst = [replace(ONE, external_id=f"f{n}", thread_id=f"f{n}", text=f"tindak {n}") for n in range(80)]
    came(world, "PRA", *burst)
    calm = replace(ONE, external_id="calm", author_external_id="21", text="pohon tumbang di jalan")
    came(world, "PRB", calm, seconds=2)
    cry = replace(ONE, external_id="cry", author_external_id="22", text="tolong, saya disekap sekarang")
    came(world, "PRA", cry, seconds=2)
    first = claimed(database, settings, 3)
    assert first[0] == "cry"
    assert first.index("calm") <= 2
    assert len(first) == settings.classifier_batch < 80


def test_what_is_claimed_keeps_its_place_for_whoever_takes_it_over(
    sqlite_database: Database, settings: Settings
) -> None:
    came(planted(sqlite_database), "PRA", ONE)
    assert claimed(sqlite_database, settings, 1) == ["0"]
    assert claimed(sqlite_database, settings, 2) == []
    with sqlite_database.reading() as session:
        assert session.scalars(select(Mention.assess_rank)).all() == [NOON]
    assert claimed(sqlite_database, settings, 2 + settings.lease_seconds) == ["0"]


def test_what_failed_in_company_is_tried_alone_and_holds_nobody_up(
    sqlite_database: Database, settings: Settings
) -> None:
    several = [
        replace(ONE, external_id=str(n), thread_id=str(n), author_external_id=str(n)) for n in range(3)
    ]
    came(planted(sqlite_database), "PRA", *several)
    lease = settings.lease_seconds
    assert claimed(sqlite_database, settings, 1) == ["0", "1", "2"]
    assert claimed(sqlite_database, settings, 2 + lease) == ["0", "1", "2"]

    later = replace(ONE, external_id="new", thread_id="new", author_external_id="9")
    came(World(sqlite_database), "PRA", later, seconds=3 + lease)
    batches = [claimed(sqlite_database, settings, 4 + 2 * lease) for _ in range(5)]

    assert sorted(batches) == [[], ["0"], ["1"], ["2"], ["new"]]
