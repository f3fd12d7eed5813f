"""Humas: what is about to spread, and what must be seen now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select, update

from models.clock import utcnow
from models.records import Mention, ReachReading
from tests.browser.conftest import Open
from tests.browser.desk import PATIENCE_MS
from tests.browser.town import Town, eventually

pytestmark = pytest.mark.browser


def read_reach_again(town: Town, external_id: str) -> None:
    """Makes the next reading due now, and waits for it.

    Asked for until it is there: the first forecast writes the next reading's own time over this one.
    """
    due = update(Mention).where(Mention.external_id == external_id).values(next_measure_at=utcnow())
    counted = (
        select(func.count(ReachReading.id))
        .join(Mention, Mention.id == ReachReading.mention_id)
        .where(Mention.external_id == external_id)
    )

    def again() -> bool:
        with town.database.writing() as session:
            session.execute(due)
            return (session.scalar(counted) or 0) >= 2

    eventually(again, "a second reading")


def say_what_grows(town: Town, words: str, author: str) -> tuple[str, str]:
    """A post that spreads fast: its id and its case."""
    said = town.say(
        words,
        author=author,
        followers=250_000,
        created_at=town.world.now() - timedelta(minutes=50),
        growth={"peak_per_hour": 12_000.0, "half_life_hours": 8.0},
    )
    return said, town.case_of(said)


def test_a_growing_post_rises_on_the_watch_and_rings_the_bell(town: Town, open_as: Open) -> None:
    humas = open_as("humas")
    humas.go("/peringatan/")
    said, code = say_what_grows(
        town,
        "Lapor pak, tiap malam ada balap liar di pos pertigaan depan rumah saya, tolong kirim patroli",
        "kabar_jalan_raya",
    )
    read_reach_again(town, said)
    humas.go("/viral/")
    card = humas.page.locator(".card", has_text=code)
    expect(card).to_be_visible()  # the page renews itself: no reload
    expect(card.locator("svg polyline.fan-line")).to_have_count(1)
    expect(card).to_contain_text("6 jam")
    expect(card).to_contain_text("dibagikan")

    expect(humas.page.locator("#bell.bell-open")).to_be_visible()
    humas.page.locator("#bell").click()
    alert = humas.page.locator(".watch-line", has_text=code).first
    expect(alert).to_contain_text("viral")
    alert.get_by_role("button", name="Sudah saya lihat").click()
    # The words of thanks may be shown on whichever page is read next; the line itself must be gone.
    expect(humas.page.locator(".watch-line", has_text=code)).to_have_count(0)
    humas.go("/peringatan/?seen=1")
    expect(humas.page.locator(".watch-line", has_text=code).first).to_contain_text("Petugas humas")

    wall = open_as("humas")
    wall.go("/viral/dinding")
    expect(wall.page.locator(".card", has_text=code)).to_be_visible()
    expect(wall.page.locator("button, input, select")).to_have_count(0)
    size = wall.page.locator(".card-time").first.evaluate(
        "(one) => parseFloat(getComputedStyle(one).fontSize)"
    )
    assert size >= 40


def test_the_watch_is_narrowed_and_stays_so_while_it_renews_itself(town: Town, open_as: Open) -> None:
    said, code = say_what_grows(
        town,
        "Lapor pak, knalpot brong dan trek-trekan lagi di jembatan baru, warga tidak bisa tidur",
        "kabar_jembatan_baru",
    )
    read_reach_again(town, said)
    humas = open_as("humas")
    humas.go("/viral/")
    card = humas.page.locator(".card", has_text=code)
    expect(card).to_be_visible()

    humas.page.locator("select[name=unit]").select_option("PRB")
    expect(card).to_have_count(0)
    assert "unit=PRB" in humas.page.url
    with humas.page.expect_response(lambda answer: "/viral/?" in answer.url, timeout=PATIENCE_MS) as renewed:
        pass  # nothing is pressed: the page asks for itself
    assert "unit=PRB" in renewed.value.url
    expect(card).to_have_count(0)

    humas.page.locator("select[name=unit]").select_option("")
    expect(card).to_be_visible()
    humas.page.locator("select[name=channel]").select_option("instagram")
    expect(card).to_have_count(0)
    humas.page.get_by_role("link", name="Layar dinding").click()
    expect(humas.page.locator(".wall-words")).to_have_text("Instagram")
    expect(card).to_have_count(0)


def test_a_case_is_replayed_as_it_was_known_at_each_moment(town: Town, open_as: Open) -> None:
    said, code = say_what_grows(
        town,
        "Lapor pak, balap liar lagi di ring road dekat pasar ikan, kemarin sudah ada yang celaka",
        "kabar_pasar_ikan",
    )
    read_reach_again(town, said)
    with town.database.writing() as session:
        mention = session.scalars(select(Mention).where(Mention.external_id == said)).one()
        session.add(
            ReachReading(
                mention_id=mention.id, measured_at=utcnow() - timedelta(minutes=20), shares=7, likes=9
            )
        )
    humas = open_as("humas")
    humas.open_case(code)
    humas.page.get_by_role("link", name="Putar ulang").click()
    moment, slider = humas.page.locator("#moment"), humas.page.locator("#sampai")
    expect(moment).to_contain_text("6 jam")

    slider.press("Home")  # the first reading: there was no forecast yet
    expect(moment).to_contain_text("bacaan 1 dari")
    expect(moment).to_contain_text("Saat itu belum ada prakiraan")
    expect(moment).to_contain_text("dibagikan 7")
    expect(moment.locator("polyline.fan-truth")).to_have_count(1)
    expect(moment).to_contain_text("Belum ada peringatan")
    assert "sampai=" in humas.page.url

    moment.get_by_role("link", name="Berikutnya").click()
    expect(moment).to_contain_text("6 jam")
    expect(moment).not_to_contain_text("Saat itu belum ada prakiraan")
    assert humas.overflow() <= 0


def test_an_emergency_is_first_in_the_list_and_rings_the_bell(town: Town, open_as: Open) -> None:
    humas = open_as("humas")
    humas.go("/?view=emergency")
    town.say(
        "TOLONG rumah tetangga kebakaran ada orang terjebak di dalam sekarang, dekat pintu air",
        author="warga_api",
    )
    expect(humas.row("dekat pintu air")).to_be_visible()
    humas.go("/peringatan/")
    expect(humas.page.locator(".watch-line", has_text="dekat pintu air").first).to_contain_text("Darurat")
