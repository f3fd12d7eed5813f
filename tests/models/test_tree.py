"""The command tree: paths that answer subtree questions without loading it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import tree
from models.records import Unit
from models.scope import subtree_ids
from models.vocabulary import UnitKind
from tests.models.conftest import World


def codes_below(world: World, code: str) -> set[str]:
    with world.database.reading() as session:
        path = world.unit(session, code).path
        return set(session.scalars(select(Unit.code).where(Unit.id.in_(subtree_ids(path)))))


def test_a_units_path_holds_the_ids_from_the_root(any_world: World) -> None:
    with any_world.database.reading() as session:
        line = [any_world.unit(session, code) for code in ("MABES", "PDA", "PRA", "SKA")]
    assert line[-1].path == "/" + "".join(f"{unit.id}/" for unit in line)


def test_a_subtree_is_the_unit_and_everything_below_it(any_world: World) -> None:
    assert codes_below(any_world, "PDA") == {"PDA", "PDAPROPAM", "PRA", "PRAPPA", "SKA", "PRB"}
    assert codes_below(any_world, "SKA") == {"SKA"}


def test_ids_that_begin_alike_are_not_taken_for_each_other(any_world: World) -> None:
    with any_world.database.writing() as session:
        root = any_world.unit(session, "MABES")
        for number in range(30):
            unit = tree.add_unit(session, code=f"U{number}", name="Polda", kind=UnitKind.POLDA, parent=root)
            tree.add_unit(session, code=f"V{number}", name="Polres", kind=UnitKind.POLRES, parent=unit)
        units = {unit.id: unit for unit in session.scalars(select(Unit))}
    # 4 and 40, 1 and 10 ...: the subtree of one never holds the other.
    for unit in units.values():
        by_hand = {other.code for other in units.values() if unit in line_of(other, units)}
        assert codes_below(any_world, unit.code) == by_hand


def line_of(unit: Unit, units: dict[int, Unit]) -> list[Unit]:
    above = units.get(unit.parent_id) if unit.parent_id else None
    return [unit, *(line_of(above, units) if above else [])]


def test_a_unit_moves_with_everything_below_it(any_world: World) -> None:
    with any_world.database.writing() as session:
        tree.move_unit(session, any_world.unit(session, "PRA"), any_world.unit(session, "PDB"))

    assert codes_below(any_world, "PDB") == {"PDB", "PRC", "PRA", "PRAPPA", "SKA"}
    assert codes_below(any_world, "PDA") == {"PDA", "PDAPROPAM", "PRB"}
    with any_world.database.reading() as session:
        assert any_world.unit(session, "PRA").parent_id == any_world.unit(session, "PDB").id


@pytest.mark.parametrize("below", ["PDA", "SKA"])
def test_a_unit_cannot_hang_below_itself(world: World, below: str) -> None:
    with world.database.writing() as session, pytest.raises(ValueError, match="PDA"):
        tree.move_unit(session, world.unit(session, "PDA"), world.unit(session, below))


def test_ancestors_run_from_the_root_to_the_unit(any_world: World) -> None:
    with any_world.database.reading() as session:
        line = tree.ancestors(session, any_world.unit(session, "SKA"))
    assert [unit.code for unit in line] == ["MABES", "PDA", "PRA", "SKA"]


def test_the_nearest_function_is_found_up_the_line(world: World) -> None:
    with world.database.writing() as session:
        polsek, other = world.unit(session, "SKA"), world.unit(session, "PRC")

        def nearest(unit: Unit, competence: str) -> str | None:
            found = tree.nearest_function(session, unit, competence)
            return found.code if found else None

        assert nearest(polsek, "propam") == "PDAPROPAM"
        assert nearest(polsek, "ppa") == "PRAPPA"
        assert nearest(other, "propam") is None
        tree.add_unit(
            session,
            code="DIVPROPAM",
            name="Divpropam",
            kind=UnitKind.FUNCTION,
            parent=world.unit(session, "MABES"),
            competence="propam",
        )
        assert nearest(other, "propam") == "DIVPROPAM"
        assert nearest(polsek, "propam") == "PDAPROPAM"
        world.unit(session, "PDAPROPAM").active = False
        session.flush()
        assert nearest(polsek, "propam") == "DIVPROPAM"
