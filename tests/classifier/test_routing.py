"""A case that is opened gets the unit its words point to beside it; who has it stays."""

from __future__ import annotations

from sqlalchemy import select

from classifier import casebook, routing
from models.database import Database
from models.jobs import JobQueue
from models.records import Case, RouteSuggestion, Unit
from models.settings import Settings
from models.tree import add_unit
from models.vocabulary import UnitKind
from models.wording import default_templates
from tests.classifier.test_casebook import judged
from tests.models.conftest import NOON, World, planted


def opened(world: World, settings: Settings, text: str, context: str = "") -> tuple[str, str]:
    """The codes of the unit that has the case of this text, and of the one suggested."""
    queue = JobQueue(world.database)
    with world.database.writing() as session:
        session.add_all(default_templates())
        add_unit(
            session,
            code="RES-SDA",
            name="Polresta Sidoarjo",
            kind=UnitKind.POLRES,
            parent=world.unit(session, "PDA"),
        )
        quoted = [{"relation": "quoted", "text": context}] if context else []
        mention = world.mention(session, text=text, text_masked=text, context=quoted)
        region = routing.region_of(mention)
        case = casebook.take(session, mention, judged(), settings, queue, NOON)
        routing.suggest(session, case, region, judged(), NOON)
    queue.close()
    with world.database.reading() as session:
        owner = session.get_one(Unit, session.scalars(select(Case)).one().unit_id).code
        row = session.scalars(select(RouteSuggestion)).one_or_none()
        return owner, session.get_one(Unit, row.unit_id).code if row else ""


def test_the_words_of_the_citizen_suggest_the_unit(database: Database, settings: Settings) -> None:
    assert opened(planted(database), settings, "motor saya hilang di Sidoarjo") == ("PRA", "RES-SDA")


def test_what_is_quoted_suggests_it_too(database: Database, settings: Settings) -> None:
    quoted = "begal di Sidoarjo tadi malam"
    assert opened(planted(database), settings, "tolong ditindak pak", quoted) == ("PRA", "RES-SDA")


def test_a_text_without_a_place_suggests_nothing(database: Database, settings: Settings) -> None:
    assert opened(planted(database), settings, "motor saya hilang") == ("PRA", "")
