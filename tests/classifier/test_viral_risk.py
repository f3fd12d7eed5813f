"""The forecasts the service shows, from the weights that ship with the project."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy.special import logit

from classifier.viral.local import EVERY_LEVEL, Local, LocalPlatform
from classifier.viral.stated import Shift, similar_in_last_hour
from classifier.viral_risk import Assessed, Forecast, PostHistory, Reading, Similar, ViralRisk, band
from models.vocabulary import Channel

BORN = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def risk() -> ViralRisk:
    return ViralRisk.load()


def post(shares: list[int | None], minutes: int = 15, **changes: object) -> PostHistory:
    """A post polled every so many minutes from its birth."""
    readings = tuple(
        Reading((step + 1) * minutes * 60.0, None, count, None, None, None)
        for step, count in enumerate(shares)
    )
    return replace(PostHistory(Channel.X, BORN, 5_000, False, readings), **changes)  # type: ignore[arg-type]


def horizons(forecast: Forecast) -> list[float]:
    return [forecast.p_1h, forecast.p_6h, forecast.p_24h, forecast.p_72h]


def matched_posts(factor: float) -> list[PostHistory]:
    """Posts of many shapes; the same seed gives pairs that differ in the number of shares only."""
    rng = np.random.default_rng(5)
    pairs = []
    for _ in range(200):
        growth = np.cumsum(rng.gamma(1.0, rng.uniform(2, 20), size=rng.integers(1, 24)))
        pairs.append(
            post([int(count * factor) for count in growth], followers=int(rng.integers(10, 100_000)))
        )
    return pairs


def test_a_longer_horizon_is_never_less_likely(risk: ViralRisk) -> None:
    forecasts = risk.forecast(matched_posts(1.0))
    assert all(sorted(horizons(forecast)) == horizons(forecast) for forecast in forecasts)
    assert all(0 <= chance <= 1 for forecast in forecasts for chance in horizons(forecast))


def test_more_shares_make_a_post_more_dangerous(risk: ViralRisk) -> None:
    few, many = risk.forecast(matched_posts(1.0)), risk.forecast(matched_posts(1.5))
    gain = np.array([horizons(m) for m in many]) - np.array([horizons(f) for f in few])
    assert (gain.mean(axis=0) > 0).all()


def test_a_rising_post_is_more_dangerous_than_one_that_stands_still(risk: ViralRisk) -> None:
    rising, still = risk.forecast([post([20, 50, 110, 240]), post([230, 236, 239, 240])])
    assert rising.p_6h > still.p_6h
    assert rising.band > still.band


def test_every_post_gets_a_forecast_whatever_is_missing(risk: ViralRisk) -> None:
    nothing = post([], followers=None, verified=None)
    blank = post([None, None])
    likes = replace(nothing, readings=(Reading(1800, 90, None, None, None, None),))
    views = replace(nothing, readings=(Reading(1800, None, None, None, None, 40_000),))
    histories = [replace(h, channel=c) for h in (nothing, blank, likes, views) for c in Channel]
    forecasts = risk.forecast(histories)
    assert len(forecasts) == len(histories)
    assert all(np.isfinite([*horizons(f), f.size_low, f.size_mid, f.size_high]).all() for f in forecasts)
    assert all(f.reasons for f in forecasts)


def test_a_post_without_readings_is_calm(risk: ViralRisk) -> None:
    [forecast] = risk.forecast([post([])], now=BORN + timedelta(minutes=5))
    assert forecast.band == 0
    assert forecast.reasons[0] == "belum ada angka jangkauan yang terbaca"


def test_a_quiet_post_is_calm(risk: ViralRisk) -> None:
    forecasts = risk.forecast([post([0, 0, 0, 0]), post([0, 1, 1, 2]), post([0])])
    assert [forecast.band for forecast in forecasts] == [0, 0, 0]


def test_a_post_over_the_threshold_is_certain(risk: ViralRisk) -> None:
    [forecast] = risk.forecast([post([120, 300, 499, 500])])
    assert horizons(forecast) == [1, 1, 1, 1]
    assert forecast.band == 3
    assert forecast.reasons[0] == "sudah melewati ambang: dibagikan 500 kali"


def test_a_post_read_long_after_posting_is_judged_at_its_last_reading(risk: ViralRisk) -> None:
    late = replace(post([]), readings=(Reading(20 * 86400.0, None, 700, None, None, None),))
    assert risk.forecast([late])[0].p_1h == 1


def test_likes_stand_in_for_shares_on_instagram(risk: ViralRisk) -> None:
    readings = (Reading(1800, 4_000, None, 10, None, None), Reading(3600, 9_000, None, 25, None, None))
    few, over = risk.forecast(
        [
            replace(post([]), channel=Channel.INSTAGRAM, readings=readings),
            replace(
                post([]), channel=Channel.INSTAGRAM, readings=(*readings, Reading(5400, 10_000, 0, 0, 0, 0))
            ),
        ]
    )
    assert few.threshold == 10_000
    assert few.size_low >= 9_000
    assert few.p_6h < over.p_6h == 1


def test_a_message_to_the_hotline_does_not_spread(risk: ViralRisk) -> None:
    [forecast] = risk.forecast([post([], channel=Channel.WHATSAPP)])
    assert horizons(forecast) == [0, 0, 0, 0]
    assert forecast.reasons == ("pesan pribadi, tidak tersebar ke publik",)


def test_the_size_interval_holds_its_middle_and_the_present_count(risk: ViralRisk) -> None:
    for history, forecast in zip(matched_posts(1.0), risk.forecast(matched_posts(1.0)), strict=True):
        assert forecast.size_low <= forecast.size_mid <= forecast.size_high
        assert history.readings[-1].shares is not None
        assert forecast.size_low >= history.readings[-1].shares - 0.1


def test_a_reading_later_than_now_is_refused(risk: ViralRisk) -> None:
    with pytest.raises(ValueError, match="is later than"):
        risk.forecast([post([10, 20, 30])], now=BORN + timedelta(minutes=40))


def test_the_reasons_name_growth_and_followers(risk: ViralRisk) -> None:
    [forecast] = risk.forecast([post([20, 40, 80, 160], followers=210_000, verified=True)])
    assert forecast.reasons == (
        "dibagikan 160 kali dari ambang 500",
        "dibagikan empat kali lipat dalam 30 menit",
        "akun terverifikasi dengan 210.000 pengikut",
    )


ACCUSING = Assessed(p_actionable=0.92, urgency=3, p_about_officer=0.8, p_victim_sensitive=0.1)
THREE = (Similar(-600, -580), Similar(900, 960), Similar(3000, 3030))


def test_similar_posts_and_the_words_are_reasons_at_once_and_move_nothing_yet(risk: ViralRisk) -> None:
    bare = post([20, 40, 80, 160])
    [plain, told] = risk.forecast([bare, replace(bare, assessed=ACCUSING, similar=THREE)])
    assert told.reasons == (
        "dibagikan 160 kali dari ambang 500",
        "dibagikan empat kali lipat dalam 30 menit",
        "2 unggahan serupa dalam satu jam terakhir (tidak ikut dihitung)",
        "isi: mungkin perlu ditindak (92 persen), menyangkut petugas, darurat (tidak ikut dihitung)",
    )
    assert replace(told, reasons=()) == replace(plain, reasons=())


def test_only_similar_posts_of_the_hour_before_that_were_known_are_counted() -> None:
    one = post([9], similar=(Similar(-1, 5), Similar(0, 5), Similar(3600, 3601), Similar(3600, 3600)))
    assert similar_in_last_hour(one, 3600) == 1
    assert similar_in_last_hour(one, 3599) == 1
    assert similar_in_last_hour(one, 3598) == 2
    assert similar_in_last_hour(one, 3601) == 2


def test_words_that_say_nothing_are_no_reason(risk: ViralRisk) -> None:
    idle = Assessed(p_actionable=0.2, urgency=1, p_about_officer=0.1, p_victim_sensitive=0.1)
    bare = post([20, 40])
    [plain, told] = risk.forecast([bare, replace(bare, assessed=idle, similar=())])
    assert told == plain


def test_a_local_shift_moves_the_chance_and_the_reason_no_longer_says_otherwise(risk: ViralRisk) -> None:
    learnt = Shift(means=(0.5, 1, 0, 0, 0), deviations=(1,) * 5, weights=(0, 0, 0, 0, 0.5))
    own = LocalPlatform({EVERY_LEVEL: 500}, ((1.0, 0.0),) * 4, {}, learnt)
    here = replace(risk, local=Local("local-1", risk.version, {Channel.X: own}))
    bare = post([20, 40, 80, 160])
    alone, among = here.forecast([bare, replace(bare, assessed=ACCUSING, similar=THREE)])
    assert horizons(alone) == horizons(risk.forecast([bare])[0])  # unknown inputs move nothing
    odds = logit(horizons(among)) - logit(horizons(alone))
    assert odds == pytest.approx([0.5 * np.log(3)] * 4, abs=0.01)
    assert among.reasons[2] == "2 unggahan serupa dalam satu jam terakhir"
    assert among.reasons[3].endswith("darurat (tidak ikut dihitung)")


def test_a_local_shift_leaves_a_post_over_the_threshold_certain(risk: ViralRisk) -> None:
    against = Shift((0,) * 5, (1,) * 5, (-1,) * 5)
    own = LocalPlatform({EVERY_LEVEL: 500}, ((1.0, 0.0),) * 4, {}, against)
    here = replace(risk, local=Local("local-1", risk.version, {Channel.X: own}))
    over = post([120, 300, 499, 500], assessed=ACCUSING, similar=THREE)
    assert horizons(here.forecast([over])[0]) == [1, 1, 1, 1]


def test_forecasts_say_that_they_are_uncalibrated(risk: ViralRisk) -> None:
    assert not risk.forecast([post([5])])[0].calibrated
    assert risk.version.startswith("viral-")


def test_a_post_is_judged_alike_alone_and_in_a_batch(risk: ViralRisk) -> None:
    batch = matched_posts(1.0)[:20]
    assert risk.forecast(batch)[7] == risk.forecast([batch[7]])[0]


def test_weights_that_were_exchanged_are_refused(risk: ViralRisk, tmp_path: Path) -> None:
    risk.model.save(tmp_path)
    (tmp_path / "version.json").write_text('{"version": "viral-test", "groups": []}', encoding="utf-8")
    assert ViralRisk.load(tmp_path).forecast([post([9])]) == risk.forecast([post([9])])
    (tmp_path / "forests.npz").write_bytes(b"something else")
    with pytest.raises(ValueError, match="is not the file"):
        ViralRisk.load(tmp_path)


@pytest.mark.parametrize(
    ("chances", "expected"),
    [((0.0, 0.0, 0.0), 0), ((0.0, 0.0, 0.1), 1), ((0.0, 0.2, 0.2), 2), ((0.25, 0.25, 0.25), 3)],
)
def test_the_band_follows_the_stated_limits(chances: tuple[float, ...], expected: int) -> None:
    assert band(np.array(chances)) == expected
