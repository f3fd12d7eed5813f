"""`tanggap explain`: every decision with its reason, in order of time, and nothing that names a citizen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from models import alerts, casework, outbox
from models.casework import Matter
from models.clock import utcnow
from models.records import Assessment, Case, Officer, Reply, RouteSuggestion, Unit, ViralForecast
from models.settings import Settings
from models.vocabulary import AlertKind, Category, Refusal, Stage
from tests.commands.conftest import Shell
from tests.conftest import SECRET_KEY
from tests.web import world as small_world
from tests.web.world import World, find_case

PHONE = "081234567890"
THRESHOLDS = {
    "hide_below": 0.1,
    "draft_from": 0.667,
    "emergency_from": 0.0099,
    "officer_from": 0.0625,
    "victim_from": 0.0476,
}


@pytest.fixture
def told(shell: Shell) -> tuple[Shell, World]:
    """The case "waiting" after everything that can happen to one."""
    database = shell.open()
    with database.writing() as session:
        world = small_world.build(session, Settings(secret_key=SECRET_KEY))
    with database.writing() as session:
        case = find_case(session, world.cases["waiting"])
        reply = session.get_one(Reply, world.replies["waiting"])
        now, admin = utcnow(), world.officers["admin"]
        row = session.query(Assessment).filter_by(mention_id=world.mentions["waiting"]).one()
        row.thresholds = THRESHOLDS
        _suggest(session, world, case, now)
        _forecast(session, world, now)
        casework.raise_matter(session, case, Matter(Category.FALLEN_TREE, 2, viral_band=3), now)
        alerts.raise_once(
            session,
            key="viral:1",
            kind=AlertKind.VIRAL,
            unit_id=case.unit_id,
            case_id=case.id,
            words=f"{case.code}: telepon {PHONE}",
            now=now,
        )
        outbox.held_back(session, reply, "personal_data", PHONE, now, admin)
        _approve(session, reply, admin)
        outbox.postponed(session, reply, now, "all sending is paused", now)
        outbox.postponed(session, reply, now, "all sending is paused", now)
        assert outbox.claim(session, reply.id, utcnow(), timedelta(seconds=30)) is not None
        outbox.failed(session, reply, Refusal.DELETED, "the author removed the post", utcnow())
        casework.change_stage(session, case, Stage.FIELD_CHECK, utcnow(), admin)
        sector = session.get_one(Unit, world.units["SEK-MLU"])
        casework.hand_over(session, case, sector, utcnow(), admin, f"hubungi {PHONE}")
    database.close()
    return shell, world


def _approve(session, reply, officer_id):
    outbox.approve(
        session,
        reply,
        seen_hash=outbox.text_hash(reply.text),
        request_id="r-1",
        officer_id=officer_id,
        now=utcnow(),
        hold=timedelta(),
        valid_for=timedelta(hours=1),
    )


def _suggest(session, world, case, now):
    session.add(
        RouteSuggestion(
            case_id=case.id,
            unit_id=world.units["SEK-MLU"],
            region="Melati Utara",
            competence="traffic",
            confidence=0.93,
            created_at=now,
        )
    )


def _forecast(session, world, now):
    for band in (0, 3, 3):
        session.add(
            ViralForecast(
                mention_id=world.mentions["waiting"],
                created_at=now,
                model_version="viral-uji",
                threshold=1000,
                p_1h=0.1,
                p_6h=0.3,
                p_24h=0.71,
                p_72h=0.8,
                size_low=10,
                size_mid=100,
                size_high=5000,
                band=band,
                reasons=["naik cepat"],
            )
        )


def kinds(answer):
    return [one["kind"] for one in answer["decisions"]]


def one(answer, kind):
    return next(each for each in answer["decisions"] if each["kind"] == kind)


def test_it_tells_every_kind_of_decision_in_order_of_time(told):
    shell, world = told
    answer = shell.json("explain", world.cases["waiting"])

    moments = [each["at"] for each in answer["decisions"]]
    assert moments == sorted(moments)
    expected = {
        *("opened", "assessed", "route_suggested", "forecast", "deadline_moved", "alert_raised"),
        *("drafted", "held_back", "approved", "postponed", "sending", "send_failed"),
        *("stage_changed", "handed_over"),
    }
    assert expected <= set(kinds(answer))


def test_a_probability_stands_beside_the_threshold_it_was_held_against(told):
    shell, world = told
    assessed = one(shell.json("explain", world.cases["waiting"]), "assessed")

    words = " ".join(assessed["why"])
    assert "peluang 90,0 %; di bawah 10,0 % disisihkan, mulai 66,7 % dibuatkan rancangan" in words
    assert "tentang petugas: 10,0 %, ambang 6,2 %, terlampaui" in words
    assert assessed["facts"]["thresholds"] == THRESHOLDS
    assert assessed["facts"]["p_actionable"] == 0.9
    assert assessed["who"] == "uji-1"


def test_thresholds_nobody_kept_are_not_made_up(told):
    shell, world = told
    assessed = one(shell.json("explain", world.cases["late"]), "assessed")

    assert "ambang saat itu belum disimpan" in assessed["why"]
    assert assessed["facts"]["thresholds"] is None


def test_a_draft_names_the_version_of_the_standard_text_it_was_made_of(told):
    shell, world = told
    answer = shell.json("explain", world.cases["waiting"])
    drafted, reply = one(answer, "drafted"), answer["replies"][0]

    assert (drafted["facts"]["template"], drafted["facts"]["version"]) == (reply["template"], 1)
    assert reply["template_version"] == 1
    assert drafted["why"][0].endswith(f", teks baku {reply['template']} v1")
    assert f"dari teks baku {reply['template']} v1" in shell.run("explain", world.cases["waiting"]).stdout


def test_a_refusal_names_its_rule_and_its_words_masked(told):
    shell, world = told
    answer = shell.json("explain", world.cases["waiting"])

    assert one(answer, "held_back")["why"] == ["Ada data pribadi: “[telepon]”"]
    assert one(answer, "send_failed")["why"] == ["penulis menghapus sebutannya"]
    assert one(answer, "send_failed")["facts"]["code"] == "deleted"


def test_a_wait_is_told_once_however_often_it_is_repeated(told):
    shell, world = told
    answer = shell.json("explain", world.cases["waiting"])

    assert kinds(answer).count("postponed") == 1
    assert one(answer, "postponed")["why"] == ["semua pengiriman dijeda"]


def test_what_moved_the_deadline_is_told_with_what_it_was_before(told):
    shell, world = told
    answer = shell.json("explain", world.cases["waiting"])

    moved = one(answer, "deadline_moved")
    assert moved["facts"]["why"] == "viral"
    assert any(why.startswith("sebelumnya") for why in moved["why"])
    assert any("karena berisiko viral" in why for why in moved["why"])
    opened = one(answer, "opened")
    assert opened["facts"]["urgency"] == 2
    assert any("jawaban pertama paling lambat" in why for why in opened["why"])


def test_only_forecasts_that_changed_the_band_are_decisions(told):
    shell, world = told

    assert kinds(shell.json("explain", world.cases["waiting"])).count("forecast") == 1


def test_it_names_no_citizen_and_no_officer(told):
    shell, world = told
    for answer in (
        shell.run("explain", world.cases["waiting"]).stdout,
        shell.run("explain", world.cases["waiting"], "--json").stdout,
    ):
        assert PHONE not in answer
        assert "warga_2041" not in answer
        assert "Petugas admin" not in answer
        assert "admin satuan, RES-MLT" in answer


def test_the_words_are_indonesian_and_english_when_asked_for(told):
    shell, world = told
    code = world.cases["waiting"].lower().replace("-", " ")

    assert re.search(r"Satuan diusulkan: Polsek Melati Utara", shell.run("explain", code).stdout)
    english = shell.run("explain", world.cases["waiting"], "--locale", "en").stdout
    assert "Unit suggested: Polsek Melati Utara" in english
    assert "Satuan diusulkan" not in english


def test_an_unknown_code_is_refused_in_words(told):
    shell, _ = told
    answer = shell.run("explain", "TG-0000-0000")

    assert answer.exit_code == 1
    assert "there is no case" in answer.output


def test_it_changes_nothing(told):
    shell, world = told
    before = [len(shell.rows(record)) for record in (Case, Reply, Officer)]
    versions = [case.version for case in shell.rows(Case)]
    shell.run("explain", world.cases["waiting"])

    assert [len(shell.rows(record)) for record in (Case, Reply, Officer)] == before
    assert [case.version for case in shell.rows(Case)] == versions
