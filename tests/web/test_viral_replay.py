"""The replay of a case: who may see it, and that nothing made later shows at an earlier moment."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models import casework
from models.clock import utcnow
from models.database import Database
from models.records import (
    Alert,
    CaseEvent,
    Incident,
    IncidentForecast,
    Mention,
    Officer,
    ReachReading,
    Reply,
    ViralForecast,
)
from models.vocabulary import AlertKind, Channel, EventKind, Stage
from tests.web.conftest import Browser
from tests.web.world import World, find_case
from web.viral import record as viral_record

SignIn = Callable[[str], Browser]
NOW = utcnow().replace(microsecond=0)
# Minutes ago -> shares; the threshold is 1000.
RISE = {180: 100, 165: 240, 150: 520, 135: 990, 120: 1400, 60: 3000}


def at(minutes_ago: float) -> datetime:
    return NOW - timedelta(minutes=minutes_ago)


def read(database: Database, mention_id: int, shares: Mapping[int, int]) -> None:
    """Readings of a mention: minutes ago -> shares."""
    with database.writing() as session:
        for minutes, count in shares.items():
            session.add(ReachReading(mention_id=mention_id, measured_at=at(minutes), shares=count, likes=9))


def foretell(database: Database, mention_id: int, minutes_ago: float, p_6h: float, why: str) -> None:
    with database.writing() as session:
        session.add(
            ViralForecast(
                mention_id=mention_id,
                created_at=at(minutes_ago),
                model_version="uji-1",
                calibrated=True,
                threshold=1000,
                p_1h=p_6h / 2,
                p_6h=p_6h,
                p_24h=p_6h,
                p_72h=p_6h,
                size_low=500,
                size_mid=900,
                size_high=2500,
                band=3 if p_6h >= 0.5 else 1,
                reasons=[why],
            )
        )


def warn(database: Database, world: World, case: str, minutes_ago: float) -> None:
    with database.writing() as session:
        found = find_case(session, world.cases[case])
        session.add(
            Alert(
                key=f"viral:{found.id}:{minutes_ago}",
                kind=AlertKind.VIRAL,
                unit_id=found.unit_id,
                case_id=found.id,
                words=f"{found.code}: peringatan uji",
                raised_at=at(minutes_ago),
            )
        )


def spread(database: Database, world: World, name: str) -> None:
    """Six readings, a forecast twenty seconds after the first, the third and the last, one warning."""
    mention = world.mentions[name]
    read(database, mention, RISE)
    with database.writing() as session:
        find_case(session, world.cases[name]).opened_at = at(179)
    foretell(database, mention, 179.7, 0.05, "alasan awal")
    foretell(database, mention, 149.7, 0.61, "alasan tengah")
    foretell(database, mention, 59.7, 0.97, "alasan akhir")
    warn(database, world, name, 149)


@pytest.fixture
def replayed(database: Database, world: World) -> str:
    """The address of the replay of a case that went viral half an hour after the first warning."""
    spread(database, world, "viral")
    return f"/viral/putar/{world.cases['viral']}"


def sampai(minutes_ago: float) -> str:
    return f"?sampai={int(at(minutes_ago).timestamp())}"


def test_what_was_made_later_does_not_show_at_the_earlier_moment(sign_in: SignIn, replayed: str) -> None:
    humas = sign_in("humas")
    text = humas.page(replayed + sampai(151))
    assert "alasan awal" in text
    assert "5 %" in text
    assert "alasan tengah" not in text
    assert "alasan akhir" not in text
    assert "peringatan uji" not in text
    assert "61 %" not in text
    assert "dibagikan 240" in text


def test_a_forecast_shows_only_once_it_was_made(sign_in: SignIn, replayed: str) -> None:
    humas = sign_in("humas")
    text = humas.page(replayed + sampai(149.9))
    assert "dibagikan 520" in text
    assert "alasan tengah" not in text
    text = humas.page(replayed + sampai(149.5))
    assert "alasan tengah" in text
    assert "61 %" in text
    assert "peringatan uji" not in text
    assert "peringatan uji" in humas.page(replayed + sampai(148.5))


def test_what_followed_is_drawn_apart_from_what_was_known(sign_in: SignIn, replayed: str) -> None:
    text = sign_in("humas").page(replayed + sampai(149.5))
    known, truth = (
        re.findall(rf'<polyline class="{name}" points="([^"]+)"', text) for name in ("fan-line", "fan-truth")
    )
    assert len(known[0].split()) == 3
    assert len(truth[0].split()) == 4  # from the last known point on: three more readings
    end = sign_in("humas").page(replayed + sampai(0))
    assert 'class="fan-truth"' not in end


def test_the_links_go_from_reading_to_reading(sign_in: SignIn, replayed: str) -> None:
    humas = sign_in("humas")
    path, seen = replayed + sampai(180), []
    while path:
        text = humas.page(path)
        seen.append(re.findall(r"dibagikan ([\d.]+)</span>", text)[0])
        found = re.search(r'id="replay-later" href="([^"]+)"', text)
        path = html.unescape(found.group(1)) if found else ""
    assert seen == ["100", "240", "520", "990", "1.400", "3.000"]
    assert "bacaan 6 dari 6" in text
    assert "alasan akhir" in text  # the last step knows the last forecast


def test_it_opens_at_the_first_warning_and_tells_the_lead(sign_in: SignIn, replayed: str) -> None:
    text = sign_in("humas").page(replayed)
    assert "bacaan 3 dari 6" in text
    assert "peringatan uji" in text
    assert "terbaca terlewati" in text
    assert "29 m sebelumnya" in text


def test_what_never_crossed_and_what_was_never_warned_of_say_so(
    sign_in: SignIn, database: Database, world: World
) -> None:
    mention = world.mentions["waiting"]
    read(database, mention, {90: 10, 30: 40})
    foretell(database, mention, 89, 0.02, "tenang")
    text = sign_in("humas").page(f"/viral/putar/{world.cases['waiting']}")
    assert "tidak terlewati sampai bacaan terakhir" in text
    assert "Tidak ada peringatan viral." in text
    assert "bacaan 2 dari 2" in text


def test_a_warning_after_the_crossing_is_called_late(
    sign_in: SignIn, database: Database, world: World
) -> None:
    mention = world.mentions["waiting"]
    read(database, mention, {90: 10, 60: 4000})
    foretell(database, mention, 59, 0.9, "terlambat")
    warn(database, world, "waiting", 45)
    assert "15 m sesudahnya" in sign_in("humas").page(f"/viral/putar/{world.cases['waiting']}")


def test_a_post_that_was_over_it_when_first_read_leaves_no_lead(
    sign_in: SignIn, database: Database, world: World
) -> None:
    mention = world.mentions["waiting"]
    read(database, mention, {60: 4000, 30: 5000})
    foretell(database, mention, 59, 1.0, "sudah besar")
    text = sign_in("humas").page(f"/viral/putar/{world.cases['waiting']}")
    assert "sudah terlewati pada bacaan pertama" in text


def test_the_deadline_is_the_one_of_that_moment(database: Database, world: World) -> None:
    spread(database, world, "viral")
    with database.writing() as session:
        case = find_case(session, world.cases["viral"])
        opened = session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.OPENED)
        ).one()
        opened.at, opened.detail = at(179), {}
        who = session.get_one(Officer, world.officers["humas"])

        def deadline(minutes_ago: float) -> datetime | None:
            session.flush()
            record = viral_record.of_case(session, case, who)
            assert record is not None
            return viral_record.then(record, at(minutes_ago)).deadline

        assert deadline(160) == case.due_at
        casework.add_event(session, case, EventKind.DEADLINE_MOVED, at(149), to=at(-30).isoformat())
        assert deadline(160) is None  # an old row: nobody wrote down what it had been
        assert deadline(148) == at(-30)
        opened.detail = {"due": at(-600).isoformat()}
        assert deadline(160) == at(-600)
        assert deadline(180) is None


def test_an_answer_shows_from_when_it_was_read_back(database: Database, world: World) -> None:
    spread(database, world, "answered")
    with database.writing() as session:
        reply = session.get_one(Reply, world.replies["answered"])
        reply.sent_at, reply.confirmed_at = at(140), at(130)
        case = find_case(session, world.cases["answered"])
        record = viral_record.of_case(session, case, session.get_one(Officer, world.officers["humas"]))
        assert record is not None
        assert viral_record.then(record, at(135)).answered is None
        assert viral_record.then(record, at(129)).answered == at(140)


def test_the_post_that_led_then_is_shown_not_the_one_that_leads_in_the_end(
    database: Database, world: World
) -> None:
    spread(database, world, "viral")
    other = world.mentions["waiting"]
    read(database, other, {170: 5, 90: 6})
    foretell(database, other, 169, 0.2, "unggahan lain")
    with database.writing() as session:
        case = find_case(session, world.cases["viral"])
        session.get_one(Mention, other).case_id = case.id
        record = viral_record.of_case(session, case, session.get_one(Officer, world.officers["humas"]))
        assert record is not None
        assert viral_record.then(record, at(160)).post.id == other
        assert viral_record.then(record, at(100)).post.id == world.mentions["viral"]


def test_an_incident_warns_once_for_all_its_cases_from_when_they_joined(
    database: Database, world: World
) -> None:
    spread(database, world, "viral")
    read(database, world.mentions["waiting"], {90: 10, 30: 40})
    foretell(database, world.mentions["waiting"], 89, 0.02, "tenang")
    with database.writing() as session:
        incident = Incident(unit_id=world.units["RES-MLT"], key="k", opened_at=NOW, last_at=NOW)
        session.add(incident)
        session.flush()
        for name in ("viral", "waiting"):
            case = find_case(session, world.cases[name])
            case.incident_id = incident.id
            casework.add_event(session, case, EventKind.INCIDENT_JOINED, at(160))
        who = session.get_one(Officer, world.officers["humas"])
        record = viral_record.of_case(session, case, who)
        assert record is not None
        assert [one.raised_at for one in record.alerts] == [at(149)]
        casework.add_event(session, case, EventKind.INCIDENT_JOINED, at(100))
        later = viral_record.of_case(session, case, who)
        assert later is not None
        assert later.alerts == []


def add_up(database: Database, incident_id: int, minutes_ago: float, posts: int, reach: float) -> None:
    with database.writing() as session:
        session.add(
            IncidentForecast(
                incident_id=incident_id,
                created_at=at(minutes_ago),
                model_version="uji-1",
                calibrated=True,
                channel=Channel.X,
                posts=posts,
                reach=reach,
                threshold=1000,
                p_1h=0.4,
                p_6h=0.7,
                p_24h=0.8,
                p_72h=0.9,
                size_low=reach,
                size_mid=2 * reach,
                size_high=3 * reach,
                band=3,
                reasons=[f"{posts} unggahan bersama-sama"],
            )
        )


@pytest.fixture
def together(database: Database, world: World, replayed: str) -> str:
    """The replay of the same case in an incident that it joined 160 minutes ago; sums before and after that."""
    with database.writing() as session:
        incident = Incident(unit_id=world.units["RES-MLT"], key="k", opened_at=NOW, last_at=NOW)
        session.add(incident)
        session.flush()
        for name in ("viral", "waiting"):
            case = find_case(session, world.cases[name])
            case.incident_id = incident.id
            casework.add_event(session, case, EventKind.INCIDENT_JOINED, at(160))
    for minutes, posts, reach in ((170, 9, 77), (149.6, 2, 700), (140, 3, 1300), (59.6, 4, 5200)):
        add_up(database, incident.id, minutes, posts, reach)
    return replayed


def test_in_an_incident_the_sum_of_all_its_posts_is_shown_with_the_cases_own_as_a_part(
    sign_in: SignIn, together: str
) -> None:
    text = sign_in("humas").page(together + sampai(149))
    assert "dibagikan 700" in text
    assert "70 %" in text
    assert "2 unggahan peristiwa bersama-sama" in text
    part = re.findall(r'id="replay-part">.*?</p>', text)[0]
    assert "dibagikan 520" in part
    assert "peluang 6 jam 61 %" in part
    sums, own, truth = (
        re.findall(rf'<polyline class="{name}" points="([^"]+)"', text)[0].split()
        for name in ("fan-line", "fan-part", "fan-truth")
    )
    assert (len(sums), len(own), len(truth)) == (1, 3, 3)


def test_before_the_case_joined_its_incident_it_is_shown_alone(sign_in: SignIn, together: str) -> None:
    text = sign_in("humas").page(together + sampai(165))
    assert "dibagikan 240" in text
    assert "dibagikan 77" not in text
    assert "replay-part" not in text
    assert 'class="fan-part"' not in text


def test_the_posts_together_may_cross_before_the_case_does(sign_in: SignIn, together: str) -> None:
    text = sign_in("humas").page(together)
    assert "Semua unggahan peristiwa dijumlahkan. Ambang 1.000 dibagikan terbaca terlewati" in text
    assert "9 m sebelumnya" in text
    assert "dari 7" in text  # six readings, and one sum at a moment of its own


def test_the_sum_is_not_told_to_who_may_not_see_every_case_of_it(
    sign_in: SignIn, database: Database, world: World, together: str
) -> None:
    words = "unggahan peristiwa bersama-sama"
    humas = sign_in("humas")
    assert words in humas.page(together + sampai(149))
    with database.writing() as session:
        of = find_case(session, world.cases["viral"]).incident_id
        find_case(session, world.cases["foreign"]).incident_id = of
    text = humas.page(together + sampai(149))
    assert "dibagikan 520" in text
    assert words not in text


def test_a_closed_case_is_offered_for_replay_on_the_watch_and_every_card_and_case_leads_there(
    sign_in: SignIn, database: Database, world: World, replayed: str
) -> None:
    humas = sign_in("humas")
    assert f'href="{replayed}"' in humas.page(f"/kasus/{world.cases['viral']}")
    text = humas.page("/viral/")
    assert f'class="card-replay" href="{replayed}"' in text
    assert "Putar ulang yang sudah selesai" not in text
    with database.writing() as session:
        case = find_case(session, world.cases["viral"])
        casework.change_stage(session, case, Stage.DONE, utcnow(), world.officers["humas"])
    text = humas.page("/viral/")
    assert "Putar ulang yang sudah selesai" in text
    assert f'href="{replayed}"' in text


def test_it_works_without_script(sign_in: SignIn, replayed: str) -> None:
    text = sign_in("humas").page(replayed)
    assert f'<form class="replay-slider" method="get" action="{replayed}">' in text
    assert 'type="range" id="sampai" name="sampai"' in text


def test_it_takes_any_moment_but_only_a_moment(sign_in: SignIn, replayed: str) -> None:
    humas = sign_in("humas")
    assert "bacaan 1 dari 6" in humas.page(f"{replayed}?sampai=0")
    assert "bacaan 6 dari 6" in humas.page(f"{replayed}?sampai={10**30}")
    assert humas.get(f"{replayed}?sampai=kemarin").status_code == 400


def test_without_a_forecast_there_is_nothing_to_replay(sign_in: SignIn, world: World) -> None:
    text = sign_in("humas").page(f"/viral/putar/{world.cases['sector']}")
    assert "Belum pernah ada prakiraan" in text


def test_the_accused_unit_and_strangers_see_no_replay(
    sign_in: SignIn, database: Database, world: World, replayed: str
) -> None:
    spread(database, world, "officer")
    officer = f"/viral/putar/{world.cases['officer']}"
    assert "alasan" in sign_in("humas").page(officer)
    assert sign_in("accused").get(officer).status_code == 404
    assert sign_in("stranger").get(replayed).status_code == 404
    assert sign_in("humas").get("/viral/putar/TG-0000-0000").status_code == 404
    for login in ("system", "auditor", "propam"):
        assert sign_in(login).get(replayed).status_code == 403


def test_the_replay_changes_nothing(sign_in: SignIn, database: Database, replayed: str) -> None:
    with database.reading() as session:
        before = session.scalars(select(Alert.id)).all()
    sign_in("humas").page(replayed)
    with database.reading() as session:
        assert session.scalars(select(Alert.id)).all() == before
