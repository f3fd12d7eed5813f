"""Versions of a standard text, and what a unit inherits."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models import templates, wording
from models.records import ReplyTemplate
from models.vocabulary import CategoryGroup, Channel, ReplyKind
from tests.models.conftest import World


def text_of(session: Session, text: str, unit_id: int | None = None, **facts: object) -> ReplyTemplate:
    one = ReplyTemplate(unit_id=unit_id, reply_kind=ReplyKind.PROGRESS, text=text, **facts)
    session.add(one)
    session.flush()
    return one


def test_of_all_versions_one_is_in_use_and_all_are_kept(world: World) -> None:
    with world.database.writing() as session:
        first = text_of(session, "satu", approved_by="pemimpin")
        variant = text_of(session, "ragam")
        second = templates.next_version(session, first, "dua")
        rival = templates.next_version(session, first, "dua juga")
        assert [(one.version, one.active) for one in (second, rival)] == [(2, False), (3, False)]

        assert templates.put_in_use(session, second, "kepala") == [first.id]
        assert templates.put_in_use(session, rival, "kepala") == [second.id], "and not both proposals"
        session.flush()
        kept = templates.versions(session, first)
        assert [(one.text, one.active) for one, _ in kept] == [
            ("dua juga", True),
            ("dua", False),
            ("satu", False),
        ]
        assert templates.versions(session, rival) == kept
        assert variant.active, "another variant is nobody's version"
        assert [one.text for one in templates.variants(session, rival)] == ["ragam"]

        assert templates.put_in_use(session, first, "kepala") == [rival.id], "the way back"


def test_a_version_knows_the_replies_made_of_it(world: World) -> None:
    with world.database.writing() as session:
        first = text_of(session, "satu")
        world.reply(session, template_id=first.id)
        second = templates.next_version(session, first, "dua")
        assert {one.id: count for one, count in templates.versions(session, first)} == {
            first.id: 1,
            second.id: 0,
        }


def test_a_unit_inherits_what_no_nearer_unit_says(world: World) -> None:
    with world.database.writing() as session:
        polda, polres, other = (world.unit(session, code) for code in ("PDA", "PRA", "PRB"))
        national = text_of(session, "nasional")
        of_traffic = text_of(session, "nasional lalu lintas", group=CategoryGroup.TRAFFIC)
        own = text_of(session, "polres", polres.id)
        of_polda = text_of(session, "polda di X", polda.id, channel=Channel.X)
        foreign = text_of(session, "polres lain", other.id)
        resting = text_of(session, "lama", polres.id, active=False)

        seen = {one.template.id: one for one in templates.at(session, polres)}
        assert set(seen) == {national.id, of_traffic.id, own.id, of_polda.id}
        assert foreign.id not in seen
        assert resting.id not in seen
        covered = {one.template.id: one.covered_by.id for one in seen.values() if one.covered_by}
        assert covered == {national.id: polres.id, of_traffic.id: polres.id, of_polda.id: polres.id}
        above = {one.template.id: one.covered_by for one in templates.at(session, polda)}
        assert above == {of_polda.id: None, national.id: None, of_traffic.id: None}, "X alone covers no other"


def test_what_is_shown_as_covered_is_what_the_wording_does_not_use(world: World) -> None:
    with world.database.writing() as session:
        case = world.case(session)
        polres = world.unit(session, "PRA")
        for unit_id in (None, world.unit(session, "PDA").id, polres.id):
            text_of(session, f"teks {unit_id}", unit_id)
        used = {one.id for one in wording.fitting(session, case, polres, ReplyKind.PROGRESS, Channel.X)}
        shown = templates.at(session, polres)
        assert {one.template.id for one in shown if one.covered_by is None} == used
