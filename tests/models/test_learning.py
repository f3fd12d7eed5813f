"""Only what its source allows is learnt from: on both databases, whatever a row says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from models.learning import Lessons, lessons
from models.records import Correction, Mention
from models.vocabulary import Category, Channel, Role
from tests.models.conftest import NOON, World


def labelled(
    world: World, session: Session, channel: Channel, *, account_allows: bool = True, **label: Any
) -> Mention:
    mention = world.mention(session, channel=channel, text_masked=f"masked words {channel}", text="raw words")
    world.account(session, channel=channel).training_allowed = account_allows
    say(world, session, mention, **label)
    return mention


def say(world: World, session: Session, mention: Mention, minutes: int = 0, **label: Any) -> None:
    known: dict[str, Any] = {
        "actionable": True,
        "category": Category.THEFT,
        "urgency": 2,
        "about_officer": False,
        "training_allowed": True,
    }
    session.add(
        Correction(
            mention_id=mention.id,
            officer_id=world.officer(session, Role.ADMIN, "PRA").id,
            created_at=NOON + timedelta(minutes=minutes),
            **{**known, **label},
        )
    )
    session.flush()


def read(world: World) -> Lessons:
    with world.database.reading() as session:
        return lessons(session)


def texts(found: Lessons) -> list[str]:
    return [mention.text_masked for _, mention in found.allowed]


def test_a_label_of_an_allowed_source_is_a_lesson(any_world: World) -> None:
    with any_world.database.writing() as session:
        labelled(any_world, session, Channel.WHATSAPP)
    found = read(any_world)
    assert texts(found) == ["masked words whatsapp"]
    assert found.refused == {}
    assert found.allowed[0][1].account.channel is Channel.WHATSAPP


def test_a_post_from_x_is_never_a_lesson_even_where_every_row_says_it_may_be(any_world: World) -> None:
    with any_world.database.writing() as session:
        labelled(any_world, session, Channel.X, account_allows=True, training_allowed=True)
        labelled(any_world, session, Channel.INSTAGRAM)
    found = read(any_world)
    assert texts(found) == ["masked words instagram"]
    assert found.refused == {Channel.X: 1}


def test_a_source_that_forbids_it_now_or_forbade_it_then_is_refused_and_counted(any_world: World) -> None:
    with any_world.database.writing() as session:
        labelled(any_world, session, Channel.WHATSAPP, account_allows=False, training_allowed=True)
        labelled(any_world, session, Channel.INSTAGRAM, account_allows=True, training_allowed=False)
        labelled(any_world, session, Channel.INSTAGRAM, account_allows=True, training_allowed=False)
    found = read(any_world)
    assert found.allowed == []
    assert found.refused == {Channel.WHATSAPP: 1, Channel.INSTAGRAM: 2}


def test_the_newest_label_of_a_mention_counts_and_the_lessons_are_in_order_of_time(any_world: World) -> None:
    with any_world.database.writing() as session:
        first = labelled(any_world, session, Channel.WHATSAPP)
        second = labelled(any_world, session, Channel.WHATSAPP, minutes=5)
        say(any_world, session, first, minutes=9, actionable=False, category=Category.NONE)
        order = [second.id, first.id]
    found = read(any_world)
    assert [mention.id for _, mention in found.allowed] == order
    assert [label.actionable for label, _ in found.allowed] == [True, False]


def test_what_its_author_took_back_is_no_lesson(any_world: World) -> None:
    with any_world.database.writing() as session:
        labelled(any_world, session, Channel.WHATSAPP).removed_at = NOON
        labelled(any_world, session, Channel.INSTAGRAM).text_masked = ""
    found = read(any_world)
    assert found.allowed == []
    assert found.refused == {}
