"""What an officer may see, decided by the query: his subtree, and never a case about his own unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import scope
from models.errors import Forbidden
from models.records import Account, Case, Mention
from models.vocabulary import Category, Role
from tests.models.conftest import World

READERS = (Role.ADMIN, Role.APPROVER, Role.HEAD, Role.HUMAS, Role.POSKO, Role.AUDITOR)
ABOUT_OFFICER: dict[str, Any] = {"category": Category.PUNGLI, "about_officer": True}


def visible(session: Session, world: World, role: Role, code: str) -> set[str]:
    """The units that own the cases this officer sees."""
    officer = world.officer(session, role, code)
    return {case.unit.code for case in session.scalars(select(Case).where(scope.case_visible(officer)))}


def spread(world: World) -> None:
    """One ordinary case at each of these units."""
    with world.database.writing() as session:
        for code in ("PDA", "PRA", "SKA", "PRB", "PRC"):
            world.case(session, world.mention(session, code))


def test_an_officer_sees_the_cases_of_his_subtree_and_no_others(any_world: World) -> None:
    spread(any_world)
    with any_world.database.writing() as session:
        for role in READERS:
            assert visible(session, any_world, role, "MABES") == {"PDA", "PRA", "SKA", "PRB", "PRC"}, role
            assert visible(session, any_world, role, "PRA") == {"PRA", "SKA"}, role
            assert visible(session, any_world, role, "SKA") == {"SKA"}, role
            assert visible(session, any_world, role, "PDB") == {"PRC"}, role


def test_a_stranger_of_another_unit_sees_nothing_of_ours(world: World) -> None:
    spread(world)
    with world.database.writing() as session:
        for role in READERS:
            assert visible(session, world, role, "PRC") == {"PRC"}


def test_a_system_admin_sees_no_case_and_no_mention_at_all(world: World) -> None:
    spread(world)
    with world.database.writing() as session:
        officer = world.officer(session, Role.SYSTEM, "MABES")
        assert session.scalars(select(Case).where(scope.case_visible(officer))).all() == []
        assert session.scalars(select(Mention).where(scope.mention_visible(officer))).all() == []


@pytest.fixture
def accusation(any_world: World) -> World:
    """A complaint about an officer of PRA, owned by the Polda's Propam."""
    with any_world.database.writing() as session:
        mention = any_world.mention(session, "PRA")
        any_world.case(session, mention, owner="PDAPROPAM", accused="PRA", **ABOUT_OFFICER)
    return any_world


def test_nobody_inside_the_accused_unit_sees_a_case_about_it(accusation: World) -> None:
    with accusation.database.writing() as session:
        for role in READERS:
            for code in ("PRA", "PRAPPA", "SKA"):
                assert visible(session, accusation, role, code) == set(), (role, code)
            assert visible(session, accusation, role, "PDA") == {"PDAPROPAM"}, role
            assert visible(session, accusation, role, "MABES") == {"PDAPROPAM"}, role


def test_a_case_left_with_the_accused_unit_stays_hidden_from_it(world: World) -> None:
    with world.database.writing() as session:
        world.case(session, owner="SKA", accused="PRA", **ABOUT_OFFICER)
        for role in READERS:
            assert visible(session, world, role, "PRA") == set()
            assert visible(session, world, role, "SKA") == set()
            assert visible(session, world, role, "PDA") == {"SKA"}


def test_propam_sees_cases_about_officers_of_its_subtree_and_nothing_else(accusation: World) -> None:
    spread(accusation)
    with accusation.database.writing() as session:
        assert visible(session, accusation, Role.PROPAM, "PDAPROPAM") == {"PDAPROPAM"}
        assert visible(session, accusation, Role.PROPAM, "MABES") == {"PDAPROPAM"}
        assert visible(session, accusation, Role.PROPAM, "PRB") == set()
        assert visible(session, accusation, Role.PROPAM, "PDB") == set()


def test_the_accused_units_own_propam_sees_what_was_given_to_it(world: World) -> None:
    with world.database.writing() as session:
        world.case(session, owner="PRA", accused="PRA", **ABOUT_OFFICER)
        assert visible(session, world, Role.PROPAM, "PRA") == {"PRA"}
        assert visible(session, world, Role.ADMIN, "PRA") == set()


def mentions_seen(session: Session, world: World, role: Role, code: str) -> int:
    officer = world.officer(session, role, code)
    return len(session.scalars(select(Mention).where(scope.mention_visible(officer))).all())


def test_a_mention_is_seen_with_its_case_or_in_the_subtree_without_one(any_world: World) -> None:
    with any_world.database.writing() as session:
        any_world.mention(session, "PRA")
        accused = any_world.mention(session, "PRA")
        any_world.case(session, accused, owner="PDAPROPAM", accused="PRA", **ABOUT_OFFICER)

        assert mentions_seen(session, any_world, Role.ADMIN, "PRA") == 1
        assert mentions_seen(session, any_world, Role.ADMIN, "PDA") == 2
        assert mentions_seen(session, any_world, Role.ADMIN, "PRC") == 0
        assert mentions_seen(session, any_world, Role.PROPAM, "PDAPROPAM") == 1


def test_a_case_one_may_not_see_is_answered_like_one_that_is_not_there(accusation: World) -> None:
    with accusation.database.writing() as session:
        code = session.scalars(select(Case.code)).one()
        stranger = accusation.officer(session, Role.ADMIN, "PRA")
        propam = accusation.officer(session, Role.PROPAM, "PDAPROPAM")
        assert scope.find_case(session, stranger, code) is None
        assert scope.find_case(session, stranger, "TG-2222-2222") is None
        found = scope.find_case(session, propam, code)
        assert found is not None
        assert found.code == code


def test_accounts_are_those_of_the_subtree(world: World) -> None:
    with world.database.writing() as session:
        for code in ("PDA", "PRA", "PRC"):
            world.account(session, code)
        officer = world.officer(session, Role.SYSTEM, "PDA")
        seen = session.scalars(select(Account).where(scope.account_visible(officer))).all()
        assert {account.unit.code for account in seen} == {"PDA", "PRA"}


@pytest.mark.parametrize("grant", sorted(scope.GRANTS))
def test_a_grant_is_enforced_for_every_role(world: World, grant: str) -> None:
    with world.database.writing() as session:
        for role in Role:
            officer = world.officer(session, role, "PRA")
            assert scope.may(officer, grant) == (role in scope.GRANTS[grant])
            if not scope.may(officer, grant):
                with pytest.raises(Forbidden, match=grant):
                    scope.require(officer, grant)


def test_nobody_who_runs_the_system_works_cases_and_nobody_who_audits_decides() -> None:
    deciding = ("work_cases", "approve", "approve_second", "hand_over", "reveal")
    assert not [grant for grant in deciding if {Role.SYSTEM, Role.AUDITOR} & scope.GRANTS[grant]]


def test_what_is_written_for_all_readers_of_a_case_counts_only_what_each_of_them_sees() -> None:
    ours = scope.Placed("/1/4/", None, about_officer=False)
    accused = scope.Placed("/1/4/", 7, about_officer=True)
    assert scope.shown_to_all_who_see(ours, replace(ours, path="/1/4/9/"))
    assert scope.shown_to_all_who_see(accused, accused)
    for hidden in (
        replace(ours, path="/1/"),
        replace(ours, path="/1/40/"),
        replace(ours, accused_unit_id=7),
    ):
        assert not scope.shown_to_all_who_see(ours, hidden)
    # Propam sees complaints about officers only.
    assert not scope.shown_to_all_who_see(accused, ours)
