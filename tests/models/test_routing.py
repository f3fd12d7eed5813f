"""From a region and a function to the nearest unit of the tree, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import routing, tree
from models.database import Database
from models.records import RouteSuggestion, Unit
from models.routing import Region
from models.vocabulary import UnitKind
from tests.models.conftest import NOON, World, planted

JATIM = "Jawa Timur"
MALANG_CITY = Region(JATIM, "Kota Malang", "", 0.9)
MALANG = Region(JATIM, "Kabupaten Malang", "", 0.9)
DIY = "Daerah Istimewa Yogyakarta"
UNITS: tuple[tuple[str, str, UnitKind, str, dict[str, Any]], ...] = (
    ("DA-JTM", "Polda Jatim", UnitKind.POLDA, "MABES", {}),
    ("PROPAM-JTM", "Bidpropam Polda Jatim", UnitKind.FUNCTION, "DA-JTM", {"competence": "propam"}),
    ("LANTAS-JTM", "Ditlantas Polda Jatim", UnitKind.FUNCTION, "DA-JTM", {"competence": "traffic"}),
    ("RES-MLG", "Polres Malang", UnitKind.POLRES, "DA-JTM", {}),
    ("RES-MLGK", "Polresta Malang Kota", UnitKind.POLRES, "DA-JTM", {}),
    ("PPA-MLGK", "Unit PPA", UnitKind.FUNCTION, "RES-MLGK", {"competence": "ppa"}),
    ("SEK-LWK", "Polsek Lowokwaru", UnitKind.POLSEK, "RES-MLGK", {"can_investigate": False}),
    ("SEK-WNS1", "Polsek Wonosari", UnitKind.POLSEK, "RES-MLG", {}),
    ("DA-DIY", "Polda DIY", UnitKind.POLDA, "MABES", {}),
    ("RES-GK", "Polres Gunungkidul", UnitKind.POLRES, "DA-DIY", {}),
    ("SEK-WNS2", "Polsek Wonosari", UnitKind.POLSEK, "RES-GK", {}),
)


@pytest.fixture
def town(database: Database) -> World:
    world = planted(database)
    with database.writing() as session:
        for code, name, kind, parent, facts in UNITS:
            above = world.unit(session, parent)
            tree.add_unit(session, code=code, name=name, kind=kind, parent=above, **facts)
    return world


def code_of(session: Session, world: World, region: Region, competence: str, holder: str = "PRA") -> str:
    found = routing.unit_for(session, world.unit(session, holder), region, competence)
    return found.unit.code if found else ""


@pytest.mark.parametrize(
    ("region", "competence", "code"),
    [
        (MALANG_CITY, "general", "RES-MLGK"),
        (MALANG, "general", "RES-MLG"),
        (replace(MALANG_CITY, district="Lowokwaru"), "general", "SEK-LWK"),
        (replace(MALANG_CITY, district="Lowokwaru"), "crime", "RES-MLGK"),
        (replace(MALANG_CITY, district="Lowokwaru"), "ppa", "PPA-MLGK"),
        (replace(MALANG_CITY, district="Blimbing"), "general", "RES-MLGK"),
        (MALANG_CITY, "traffic", "RES-MLGK"),
        (MALANG_CITY, "propam", "PROPAM-JTM"),
        (Region(JATIM, "", "", 0.9), "traffic", "LANTAS-JTM"),
        (Region(JATIM, "Kota Blitar", "", 0.9), "general", "DA-JTM"),
        (Region(DIY, "Kabupaten Gunungkidul", "Wonosari", 0.9), "crime", "SEK-WNS2"),
        (Region("Bali", "Kota Denpasar", "", 0.9), "general", ""),
        (replace(MALANG_CITY, confidence=0.5), "general", ""),
        (MALANG_CITY, "none", ""),
        (Region(), "ppa", "PRAPPA"),
        (Region(), "general", ""),
    ],
)
def test_the_nearest_unit_with_the_competence_is_found(
    town: World, region: Region, competence: str, code: str
) -> None:
    with town.database.reading() as session:
        assert code_of(session, town, region, competence) == code


def test_a_wide_region_takes_no_case_upwards(town: World) -> None:
    with town.database.reading() as session:
        assert code_of(session, town, Region(JATIM, "", "", 0.9), "general", holder="SEK-LWK") == ""


def test_an_inactive_unit_is_not_suggested(town: World) -> None:
    with town.database.writing() as session:
        town.unit(session, "SEK-LWK").active = False
        region = replace(MALANG_CITY, district="Lowokwaru")
        assert code_of(session, town, region, "general") == "RES-MLGK"


def test_a_suggestion_is_kept_once_and_moves_nothing(town: World) -> None:
    with town.database.writing() as session:
        case = town.case(session)
        routing.suggest(session, case, MALANG_CITY, "crime", NOON)
        assert routing.suggest(session, case, MALANG, "crime", NOON) is None
    with town.database.reading() as session:
        row = session.get_one(RouteSuggestion, case.id)
        assert session.get_one(Unit, row.unit_id).code == "RES-MLGK"
        assert (row.region, row.competence, row.above, row.confidence) == ("Kota Malang", "crime", False, 0.9)
        assert case.unit_id == town.unit(session, "PRA").id


def test_the_unit_that_has_it_and_the_accused_one_are_suggested_to_nobody(town: World) -> None:
    with town.database.writing() as session:
        held = town.case(session, owner="RES-MLGK")
        accused = town.case(session, owner="PDAPROPAM", accused="RES-MLGK")
        assert routing.suggest(session, held, MALANG_CITY, "general", NOON) is None
        assert routing.suggest(session, accused, MALANG_CITY, "general", NOON) is None
