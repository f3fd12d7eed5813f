"""What was spent, counted from the ledger or from what an officer may see; and how alike a day's replies were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import scope, send_limits, similarity, spending
from models.records import ReachReading, Reply
from models.settings import Settings
from models.spending import Spent
from models.vocabulary import Channel, ReplyKind, Role
from tests.models.conftest import NOON, World

NOVEMBER = datetime(2026, 11, 1, tzinfo=NOON.tzinfo)
OCTOBER = datetime(2026, 10, 1, tzinfo=NOON.tzinfo)
DAY = timedelta(days=1)


def went_out(
    world: World, session: Session, code: str, text: str = "", at: datetime = NOON, **about: object
) -> Reply:
    """A reply of the unit was sent with one call; its mention was read a minute before."""
    mention = world.mention(session, code, created_at=at, fetched_at=at - timedelta(minutes=1))
    case = world.case(session, mention, now=at, **about)  # type: ignore[arg-type]
    reply = world.reply(session, case)
    reply.text, reply.sends, reply.first_attempt_at, reply.sent_at = text, 1, at, at
    session.flush()
    return reply


def told(found: list[Spent]) -> list[tuple[object, ...]]:
    """The lines, with their dollars to the hundredth of a cent."""
    return [
        (one.channel, one.month, one.replies, round(one.replies_usd, 4), one.reads, round(one.reads_usd, 4))
        for one in found
    ]


def test_a_month_ends_where_the_next_begins(any_world: World, settings: Settings) -> None:
    with any_world.database.writing() as session:
        for at in (NOVEMBER, NOON, NOVEMBER - timedelta(seconds=1), NOVEMBER - 100 * DAY):
            went_out(any_world, session, "PRA", at=at)
        head = any_world.officer(session, Role.HEAD, "PDA")
        found = spending.by_month(session, head, any_world.unit(session, "PDA"), settings, NOON)
        # The mention of the first moment of November was read a minute earlier.
        assert told(found) == [
            (Channel.X, NOVEMBER, 2, 0.02, 1, 0.005),
            (Channel.X, OCTOBER, 1, 0.01, 2, 0.01),
        ]


def test_reading_reach_again_is_billed_too(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        reply = went_out(world, session, "PRA")
        session.add_all(ReachReading(mention_id=reply.mention_id, measured_at=NOON) for _ in range(4))
        head, unit = world.officer(session, Role.HEAD, "PRA"), world.unit(session, "PRA")
        (spent,) = spending.by_month(session, head, unit, settings, NOON)
        assert (spent.reads, round(spent.usd, 4)) == (5, 0.035)


def test_what_another_unit_spent_and_what_was_about_officers_is_not_told(
    world: World, settings: Settings
) -> None:
    with world.database.writing() as session:
        went_out(world, session, "PRB")
        went_out(world, session, "PRA", owner="PDAPROPAM", accused="PRA", about_officer=True)
        head, unit = world.officer(session, Role.HEAD, "PRA"), world.unit(session, "PRA")
        assert spending.by_month(session, head, unit, settings, NOON) == []


def test_from_the_top_of_the_country_the_ledger_is_read(any_world: World, settings: Settings) -> None:
    with any_world.database.writing() as session:
        account = any_world.account(session)
        for _ in range(3):
            send_limits.spend(session, account, settings, NOON)
            send_limits.count_reads(session, account, 100, NOON)
        send_limits.count_reads(session, any_world.account(session, "PRB"), 11, NOON)
        send_limits.count_reads(session, account, 0, NOON - 30 * DAY)
        posko, mabes = any_world.officer(session, Role.POSKO, "MABES"), any_world.unit(session, "MABES")
        found = spending.by_month(session, posko, mabes, settings, NOON)
        assert told(found) == [(Channel.X, NOVEMBER, 0, 0.03, 311, 1.555)]


def test_what_is_left_is_told_in_replies_that_still_go_out(world: World, settings: Settings) -> None:
    limited = replace(settings, reply_budget_usd=0.05)
    with world.database.writing() as session:
        assert spending.left(session, settings, NOON) == [], "no budget, no end"
        account = world.account(session)
        for spent in range(6):
            (found,) = spending.left(session, limited, NOON)
            assert (found.channel, found.budget, found.spent) == (Channel.X, 0.05, spent / 100)
            assert found.replies == max(0, 5 - spent)
            held = send_limits.held(session, went_out(world, session, "PRA"), account, limited, NOON + DAY)
            assert (held is not None) is (found.replies == 0), "the policy says the same"
            send_limits.spend(session, account, limited, NOON)


def meter(session: Session, world: World, role: Role = Role.POSKO, code: str = "MABES") -> similarity.Meter:
    return similarity.meter(session, [scope.case_visible(world.officer(session, role, code))], NOON)


def test_the_meter_counts_what_is_alike_across_units_and_groups_what_repeats(world: World) -> None:
    with world.database.writing() as session:
        for code in ("PRA", "PRB", "PRC"):
            went_out(world, session, code, "Terima kasih laporan Anda kami teruskan ke petugas")
        for code in ("2345-6789", "WXYZ-7K3M"):
            went_out(world, session, "PRA", f"Diterima, kode TG-{code}")
        went_out(world, session, "SKA", "Mohon sebutkan lokasi kejadian")
        went_out(world, session, "PRB", "Kemarin saja", at=NOON - 2 * DAY)
        found = meter(session, world)
        assert (found.looked_at, found.units, found.alike) == (6, 4, 3)
        assert [(one.times, one.units) for one in found.repeated] == [(3, 3), (2, 1)]
        assert found.repeated[0].channels == {Channel.X}
        assert found.repeated[1].text == "Diterima, kode TG-…"
        assert 0 < found.typical < 1


def test_the_call_to_110_and_what_one_may_not_see_are_left_out(world: World) -> None:
    with world.database.writing() as session:
        for code in ("PRA", "PRB"):
            went_out(world, session, code, "Hubungi 110").kind = ReplyKind.EMERGENCY_CARD
        session.flush()
        went_out(world, session, "PRA", "a b c", owner="PDAPROPAM", accused="PRA", about_officer=True)
        assert meter(session, world).looked_at == 1
        empty = meter(session, world, Role.HEAD, "PRA")
        assert (empty.looked_at, empty.alike, empty.typical, empty.repeated) == (0, 0, 0.0, [])
