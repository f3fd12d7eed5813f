"""Standard texts: the most specific set, another variant for another case, and words that may go out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models import guard, sla, vault, wording
from models.masking import mask
from models.records import Case, ReplyTemplate, Unit
from models.settings import Settings
from models.vocabulary import CATEGORY_GROUPS, Category, CategoryGroup, Channel, ReplyKind, Stage, UnitKind
from tests.conftest import SECRET_KEY
from tests.models.conftest import NOON, World

CODE_SIGNS = st.sampled_from(vault.TICKET_ALPHABET)
CODES = st.lists(CODE_SIGNS, min_size=8, max_size=8).map(
    lambda signs: f"TG-{''.join(signs[:4])}-{''.join(signs[4:])}"
)
PINS = st.lists(CODE_SIGNS, min_size=6, max_size=6).map("".join)
UNIT_NAMES = (
    "Mabes Polri",
    "Polda Kepulauan Bangka Belitung",
    "Polres Metro Jakarta Selatan",
    "Polres Pangkajene dan Kepulauan",
    "Polresta Bandar Lampung",
    "Polrestabes Semarang",
    "Polsek Kebayoran Baru",
    "Bidpropam Polda Metro Jaya",
    "Polres B",
)


def filled(template: ReplyTemplate, name: str, code: str, pin: str, settings: Settings) -> list[str]:
    """The text of a template for a unit of this name, at every stage and for every kind of matter."""
    texts = []
    categories = {CATEGORY_GROUPS[category]: category for category in Category}
    for stage in Stage if "{stage}" in template.text else (Stage.RECEIVED,):
        for group, category in categories.items():
            if template.group not in (None, group):
                continue
            case = Case(
                code=code,
                category=category,
                stage=stage,
                about_officer=group is CategoryGroup.OFFICER,
                victim_sensitive=group is CategoryGroup.VICTIM,
                opened_at=datetime(2026, 11, 20, 7, 5, tzinfo=UTC),
                next_news_hours=72,
                secret_sealed=vault.seal(SECRET_KEY, {"pin": pin}),
            )
            unit = Unit(name=name, timezone="Asia/Makassar", kind=UnitKind.POLRES)
            texts.append(wording._fill(template.text, wording._fields(case, unit, unit, settings, case)))
    return sorted(set(texts))


@pytest.mark.parametrize("template", wording.default_templates(), ids=lambda template: template.text[:40])
def test_every_standard_text_may_go_out_on_its_channels(template: ReplyTemplate, settings: Settings) -> None:
    public = replace(settings, public_url="https://tanggap.contoh-instansi.go.id")
    channels = (template.channel,) if template.channel else tuple(Channel)
    for name in UNIT_NAMES:
        for text in filled(template, name, "TG-7K3M-9Q2X", "B2345C", public):
            assert "{" not in text
            for channel in channels:
                assert guard.findings(text, channel) == [], (channel, text)


@given(code=CODES, pin=PINS)
def test_no_ticket_code_and_no_pin_is_taken_for_a_plate_or_a_number(code: str, pin: str) -> None:
    for text in (f"kode {code}", f"dengan PIN {pin}.", f"(PIN {pin})", f"Perkembangan {code}: sekarang"):
        assert mask(text).spans == ()


@pytest.mark.parametrize(
    "text", ["plat B 2345 CD", "B2345CD", "nik 3171234567890123", "pin saya 3171234567890123"]
)
def test_plates_and_numbers_are_still_masked(text: str) -> None:
    assert mask(text).spans != ()


def test_every_kind_of_reply_has_several_variants_for_every_channel() -> None:
    templates = wording.default_templates()
    for kind in ReplyKind:
        anywhere = [
            one for one in templates if one.reply_kind is kind and one.channel is None and one.group is None
        ]
        assert len(anywhere) >= 2, kind


# --- which template


@pytest.fixture
def shelf(any_world: World) -> World:
    """The standard texts, in the world's database."""
    with any_world.database.writing() as session:
        session.add_all(wording.default_templates())
    return any_world


def texts(
    session: Session, world: World, case: Case, code: str = "PRA", channel: Channel = Channel.X
) -> list[str]:
    unit = world.unit(session, code)
    kind = ReplyKind.ACKNOWLEDGEMENT
    return [template.text for template in wording.fitting(session, case, unit, kind, channel)]


def own_text(session: Session, unit: Unit | None, text: str, **columns: object) -> None:
    template = ReplyTemplate(
        unit_id=unit.id if unit else None, reply_kind=ReplyKind.ACKNOWLEDGEMENT, text=text, **columns
    )
    session.add(template)
    session.flush()


def test_the_most_specific_set_of_texts_wins(shelf: World) -> None:
    with shelf.database.writing() as session:
        case = shelf.case(session, category=Category.THEFT)
        assert len(texts(session, shelf, case)) == 4, "the common ones"
        own_text(session, None, "pencurian", group=CategoryGroup.CRIME)
        assert texts(session, shelf, case) == ["pencurian"]
        own_text(session, shelf.unit(session, "PDA"), "polda")
        assert texts(session, shelf, case) == ["polda"]
        own_text(session, shelf.unit(session, "PRA"), "polres")
        own_text(session, shelf.unit(session, "PRA"), "polres lagi")
        assert texts(session, shelf, case) == ["polres", "polres lagi"]
        own_text(session, shelf.unit(session, "PRA"), "polres di X", channel=Channel.X)
        assert texts(session, shelf, case) == ["polres di X"]
        assert texts(session, shelf, case, channel=Channel.INSTAGRAM) == ["polres", "polres lagi"]
        assert texts(session, shelf, case, "PRC") == ["pencurian"]


def test_a_text_that_was_withdrawn_is_not_used(shelf: World) -> None:
    with shelf.database.writing() as session:
        case = shelf.case(session)
        own_text(session, shelf.unit(session, "PRA"), "lama", active=False)
        assert "lama" not in texts(session, shelf, case)


@pytest.mark.parametrize(
    ("matter", "words"),
    [
        ({"category": Category.TRAFFIC}, "fungsi Lalu Lintas"),
        ({"category": Category.THEFT, "about_officer": True}, "Propam"),
        ({"category": Category.SEXUAL_VIOLENCE}, "SAPA 129"),
        ({"category": Category.THEFT, "victim_sensitive": True}, "SAPA 129"),
    ],
    ids=["traffic", "officer", "victim", "sensitive"],
)
def test_the_matter_chooses_the_words(
    shelf: World, settings: Settings, matter: dict[str, object], words: str
) -> None:
    with shelf.database.writing() as session:
        for _ in range(4):
            case = shelf.case(session, **matter)  # type: ignore[arg-type]
            unit = shelf.unit(session, "PRA")
            written = wording.compose(session, case, unit, ReplyKind.ACKNOWLEDGEMENT, Channel.X, settings)
            assert words in written.text
            assert "Reskrim" not in written.text


def test_cases_get_different_variants_and_one_case_keeps_its_own(shelf: World, settings: Settings) -> None:
    with shelf.database.writing() as session:
        unit = shelf.unit(session, "PRA")

        def composed(case: Case, turn: int = 0) -> wording.Wording:
            return wording.compose(session, case, unit, ReplyKind.ACKNOWLEDGEMENT, Channel.X, settings, turn)

        cases = [shelf.case(session) for _ in range(30)]
        assert len({composed(case).template_id for case in cases}) == 4
        assert composed(cases[0]) == composed(cases[0])
        assert len({composed(cases[0], turn).template_id for turn in range(4)}) == 4


def test_the_shorter_variant_is_taken_where_the_longer_does_not_fit(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        own_text(session, None, "{unit} " + "panjang " * 40)
        own_text(session, None, "{unit}, kode {code}.")
        for _ in range(4):
            case = world.case(session)
            unit = world.unit(session, "PRA")
            text = wording.compose(session, case, unit, ReplyKind.ACKNOWLEDGEMENT, Channel.X, settings).text
            assert text == f"{unit.name}, kode {case.code}."


def test_without_any_text_the_officer_is_told_what_to_do(world: World, settings: Settings) -> None:
    with world.database.writing() as session:
        case, unit = world.case(session), world.unit(session, "PRA")
        with pytest.raises(LookupError, match="Templates"):
            wording.compose(session, case, unit, ReplyKind.PROGRESS, Channel.X, settings)


# --- what is filled in


@pytest.mark.parametrize(
    ("code", "zone", "clock"), [("PRA", "WIB", "12.00"), ("PRB", "WITA", "13.00"), ("PDB", "WIT", "14.00")]
)
def test_the_unit_speaks_in_its_own_time_zone(
    world: World, settings: Settings, code: str, zone: str, clock: str
) -> None:
    with world.database.writing() as session:
        own_text(session, None, "Kabar paling lambat {next}.")
        case = world.case(session, world.mention(session, code))
        unit = world.unit(session, code)
        text = wording.compose(session, case, unit, ReplyKind.ACKNOWLEDGEMENT, Channel.X, settings).text
    assert text == f"Kabar paling lambat 25 Nov 2026 pukul {clock} {zone}."


def test_the_first_answer_promises_the_next_news_and_not_its_own_deadline(
    world: World, settings: Settings
) -> None:
    with world.database.writing() as session:
        own_text(session, None, "{next}")
        case, unit = world.case(session, urgency=3), world.unit(session, "PRA")
        text = wording.compose(session, case, unit, ReplyKind.ACKNOWLEDGEMENT, Channel.X, settings).text
        assert text == wording.local_moment(sla.first_news_due(NOON), unit.timezone)
        case.next_news_at = NOON + timedelta(days=9)
        text = wording.compose(session, case, unit, ReplyKind.ACKNOWLEDGEMENT, Channel.X, settings).text
        assert text == wording.local_moment(case.next_news_at, unit.timezone)


def test_months_are_indonesian_and_midnight_belongs_to_the_right_day() -> None:
    late = datetime(2026, 7, 31, 17, 30, tzinfo=UTC)
    assert wording.local_moment(late, "Asia/Jakarta") == "1 Agu 2026 pukul 00.30 WIB"


def test_a_private_text_carries_page_and_pin(shelf: World, settings: Settings) -> None:
    with shelf.database.writing() as session:
        case = shelf.case(session, shelf.mention(session, channel=Channel.WHATSAPP))
        unit = shelf.unit(session, "PRA")
        text = wording.compose(
            session, case, unit, ReplyKind.ACKNOWLEDGEMENT, Channel.WHATSAPP, settings
        ).text
        pin = str(vault.unseal(SECRET_KEY, case.secret_sealed)["pin"])
    assert f"{settings.public_url}/lacak/{case.code}" in text
    assert pin in text


@pytest.mark.parametrize("stage", list(Stage))
def test_each_stage_has_public_words_without_a_gap(stage: Stage) -> None:
    words = wording.stage_words(stage, "Polres Contoh")
    assert words
    assert "{" not in words
