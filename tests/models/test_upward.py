"""What a unit states goes up the tree: who decides, what follows, and what it does to the league."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import breaches, casework, upward, verification
from models.anev import days as anev_days
from models.anev import league as anev_league
from models.anev.league import Standing
from models.errors import Conflict, Forbidden
from models.records import Breach, Case, CaseEvent, Claim, Officer
from models.vocabulary import Channel, ClaimMatter, Deadline, EventKind, Role, Stage
from tests.models.conftest import NOON, World

LATER = NOON + timedelta(hours=6)
NEXT = LATER + timedelta(hours=1)


def missed(session: Session, world: World, code: str = "PRA") -> tuple[Case, Breach]:
    """A case of this unit whose first answer is late and still open."""
    case = world.case(session, world.mention(session, code))
    breaches.first_answer(session, case, LATER)
    return case, session.scalars(select(Breach).where(Breach.case_id == case.id)).one()


def people(session: Session, world: World) -> dict[str, Officer]:
    wanted = {
        "claimant": (Role.ADMIN, "PRA"),
        "same": (Role.HEAD, "PRA"),
        "above": (Role.HEAD, "PDA"),
        "clerk": (Role.HUMAS, "PDA"),
        "beside": (Role.HEAD, "PDB"),
        "posko": (Role.POSKO, "MABES"),
    }
    return {name: world.officer(session, *one) for name, one in wanted.items()}


def standing(session: Session, code: str) -> Standing:
    anev_days.rebuild(session)
    found = anev_league.league(session, NEXT + timedelta(hours=1), 30)
    return next(one for one in found if one.unit.code == code)


def test_a_command_above_excuses_and_nobody_his_own(any_world: World) -> None:
    with any_world.database.writing() as session:
        who = people(session, any_world)
        case, breach = missed(session, any_world)
        claim = upward.excuse(session, breach, who["claimant"], "X tidak menjawab 10.00-12.00", LATER)
        for name in ("claimant", "same", "clerk", "beside"):
            with pytest.raises(Forbidden):
                upward.confirm(session, claim, who[name], "catatan celah", NEXT)
        assert {name for name, one in who.items() if upward.may_decide(one, claim)} == {"above", "posko"}
        upward.confirm(session, claim, who["above"], "celah tercatat di cakupan", NEXT)
        assert (claim.confirmed, claim.reason) == (True, "celah tercatat di cakupan")
        assert (breach.excused_at, case.excused) == (NEXT, True)
        kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
        assert kinds[-2:] == [EventKind.CLAIM_RAISED, EventKind.CLAIM_UPHELD]
        with pytest.raises(Conflict):
            upward.refuse(session, claim, who["posko"], "sudah diputus", NEXT)
        with pytest.raises(Conflict):
            upward.excuse(session, breach, who["claimant"], "sekali lagi", NEXT)


def test_who_states_it_for_a_unit_below_is_judged_from_above_himself(world: World) -> None:
    with world.database.writing() as session:
        who = people(session, world)
        _, breach = missed(session, world)
        claim = upward.excuse(session, breach, who["clerk"], "jaringan Polda mati", LATER)
        assert not upward.may_decide(who["above"], claim)
        assert upward.may_decide(who["posko"], claim)


def test_nobody_stands_above_the_top(world: World) -> None:
    with world.database.writing() as session:
        _, breach = missed(session, world)
        with pytest.raises(Forbidden):
            upward.excuse(session, breach, world.officer(session, Role.HUMAS, "MABES"), "mati", LATER)


def test_the_list_holds_what_may_be_decided(world: World) -> None:
    with world.database.writing() as session:
        who = people(session, world)
        _, breach = missed(session, world)
        claim = upward.excuse(session, breach, who["claimant"], "mati", LATER)

        def waits(name: str) -> bool:
            asked = select(Claim.id).outerjoin(Case, Case.id == Claim.case_id)
            return claim.id in session.scalars(asked.where(upward.waits_for(who[name])))

        assert {name for name in who if waits(name)} == {"above", "clerk", "posko"}
        upward.refuse(session, claim, who["above"], "tidak ada celah", NEXT)
        assert not any(waits(name) for name in who)


def test_an_excused_first_answer_counts_as_in_time_and_excuses_its_marks(any_world: World) -> None:
    with any_world.database.writing() as session:
        who = people(session, any_world)
        case, breach = missed(session, any_world)
        breaches.note(session, Deadline.SILENCE_24, case, LATER, LATER)
        before = standing(session, "PRA")
        assert before.tally.shares()["in_time"] == (0.0, 1)
        assert before.tally.shares()["settled"] == (0.0, 1)
        claim = upward.excuse(session, breach, who["claimant"], "mati", LATER)
        upward.confirm(session, claim, who["above"], "benar", NEXT)
        after = standing(session, "PRA")
        assert after.tally.overdue == 0
        assert after.tally.shares()["settled"] == (1.0, 1)
        casework.mark_answered(session, case, NEXT)
        answered = standing(session, "PRA")
        assert answered.tally.shares()["in_time"] == (1.0, 1)
        assert answered.tally.median is not None  # how long the citizen waited stays told
        assert {one.excused_at for one in session.scalars(select(Breach))} == {NEXT}


def test_a_refused_claim_counts_against_the_unit_and_may_be_stated_better(world: World) -> None:
    with world.database.writing() as session:
        who = people(session, world)
        case, breach = missed(session, world)
        before = standing(session, "PRA")
        assert before.parts["upheld"] == 1.0
        claim = upward.excuse(session, breach, who["claimant"], "mati", LATER)
        upward.refuse(session, claim, who["above"], "platform menjawab sepanjang hari", NEXT)
        assert (breach.excused_at, case.excused) == (None, False)
        refused = standing(session, "PRA")
        assert refused.tally.shares()["upheld"] == (0.0, 1)
        assert refused.parts["upheld"] < before.parts["upheld"]
        assert refused.score < before.score
        again = upward.excuse(session, breach, who["claimant"], "ini tangkapan layarnya", NEXT)
        upward.confirm(session, again, who["posko"], "terbukti", NEXT)
        assert standing(session, "PRA").tally.shares()["upheld"] == (0.5, 2)
        assert standing(session, "PDA").tally.judged == 2


def test_a_claim_about_an_officers_case_changes_nobodys_standing(world: World) -> None:
    with world.database.writing() as session:
        who = people(session, world)
        case = world.case(session, owner="PDAPROPAM", accused="PRA", about_officer=True)
        breaches.first_answer(session, case, LATER)
        breach = session.scalars(select(Breach)).one()
        propam = world.officer(session, Role.PROPAM, "PDAPROPAM")
        claim = upward.excuse(session, breach, propam, "mati", LATER)
        upward.refuse(session, claim, who["above"], "tidak", NEXT)
        assert standing(session, "PDA").tally.judged == 0
        asked = select(Claim.id).outerjoin(Case, Case.id == Claim.case_id)
        assert session.scalars(asked.where(upward.visible(who["same"]))).all() == []
        assert session.scalars(asked.where(upward.visible(who["posko"]))).all() == [claim.id]


def closed_by(
    session: Session, world: World, by: Officer, who: dict[str, Officer]
) -> tuple[Case, Claim | None]:
    case = world.case(session)
    verification.claim(session, case, who["claimant"], "pohon sudah dipotong", False, LATER)
    verification.confirm(session, case, by, LATER)
    asked = select(Claim).where(Claim.case_id == case.id, Claim.matter == ClaimMatter.CLOSED)
    return case, session.scalars(asked).one_or_none()


def test_what_a_unit_closed_goes_up_and_comes_back_open(world: World) -> None:
    with world.database.writing() as session:
        who = people(session, world)
        case, claim = closed_by(session, world, who["same"], who)
        assert claim is not None
        assert claim.evidence == "pohon sudah dipotong"
        assert not upward.may_decide(who["same"], claim)
        upward.refuse(session, claim, who["posko"], "pelapor bilang belum", NEXT)
        assert (case.stage, case.closed_at, case.attention_at <= NEXT) == (Stage.IN_PROGRESS, None, True)
        with pytest.raises(Conflict):
            upward.confirm(session, claim, who["posko"], "x", NEXT)


def test_what_the_command_above_closed_itself_goes_nowhere(world: World) -> None:
    with world.database.writing() as session:
        who = people(session, world)
        assert closed_by(session, world, who["above"], who)[1] is None
        assert closed_by(session, world, who["posko"], who)[1] is None


def test_a_case_that_is_open_again_waits_for_no_command(world: World) -> None:
    with world.database.writing() as session:
        who = people(session, world)
        case, claim = closed_by(session, world, who["same"], who)
        assert claim is not None
        casework.change_stage(session, case, Stage.IN_PROGRESS, NEXT, None)
        with pytest.raises(Conflict):
            upward.confirm(session, claim, who["above"], "baik", NEXT)


def test_a_channel_is_verified_by_the_command(world: World) -> None:
    with world.database.writing() as session:
        who = people(session, world)
        account = world.account(session, "PRA", Channel.INSTAGRAM)
        claim = upward.channel(session, account, who["same"], "https://instagram.com/polres", LATER)
        with pytest.raises(Conflict):
            upward.channel(session, account, who["same"], "lagi", LATER)
        upward.confirm(session, claim, who["above"], "centang biru terlihat", NEXT)
        assert account.verified
        again = upward.channel(session, account, who["same"], "lagi", NEXT)
        upward.refuse(session, again, who["posko"], "akun tiruan", NEXT)
        assert not account.verified
        assert standing(session, "PRA").tally.shares()["upheld"] == (0.5, 2)
