"""A difference is called one only where it survives being drawn again and again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from classifier.message import Judgement, Message
from classifier.paired import IN_SLICES, Paired, slices
from classifier.train import Row
from models.comparing import Measure, Slice
from models.vocabulary import Category, Kind, Verdict

RESAMPLES = 200


def row(number: int, asks: bool = True, **changes: object) -> Row:
    plain = Row(
        id=f"row-{number}",
        message=Message("pak tolong", channel="x"),
        kind=Kind.REPORT if asks else Kind.PRAISE,
        category=Category.THEFT if asks else Category.NONE,
        urgency=2 if asks else 0,
        about_officer=False,
        victim_sensitive=False,
        language="id",
        split="test",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def said(asks: bool, **changes: object) -> Judgement:
    chance = 0.9 if asks else 0.1
    plain = Judgement(
        verdict=Verdict.ACTIONABLE if asks else Verdict.NOISE,
        p_actionable=chance,
        kind=Kind.REPORT if asks else Kind.PRAISE,
        p_kind=0.8,
        category=Category.THEFT if asks else Category.NONE,
        p_category=0.8,
        urgency=2 if asks else 0,
        p_emergency=0.1,
        p_about_officer=0.1,
        about_officer=False,
        p_victim_sensitive=0.1,
        victim_sensitive=False,
        language="id",
        out_of_distribution=False,
        reasons=(),
        similar=(),
        model_version="one",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def tried(live_wrong: int, candidate_wrong: int, n: int = 60, kinds_known: bool = True) -> Paired:
    """Half complaints; each model is wrong about so many of the first of them."""
    rows = [row(number, asks=number % 2 == 0) for number in range(n)]
    live, candidate = (
        [said((number % 2 == 0) != (number < wrong)) for number in range(n)]
        for wrong in (live_wrong, candidate_wrong)
    )
    return Paired(rows, live, candidate, kinds_known=kinds_known)


def measures(paired: Paired) -> dict[str, Measure]:
    return {one.name: one for one in slices(paired, RESAMPLES)[0].measures}


def test_a_clear_gain_is_called_a_gain_and_the_other_way_round_a_loss() -> None:
    better, worse = measures(tried(20, 2)), measures(tried(2, 20))
    for name in ("right", "macro_f1", "average_precision", "kept", "noise_hidden"):
        assert better[name].outcome == "gain", name
        assert worse[name].outcome == "loss", name
        assert better[name].low < better[name].difference < better[name].high


def test_what_hardly_differs_is_called_unclear() -> None:
    found = measures(tried(10, 9))
    assert {one.outcome for one in found.values()} == {"unclear"}
    assert found["right"].difference == pytest.approx(1 / 60, abs=1e-5)


def test_two_equal_models_differ_by_nothing_at_all() -> None:
    for one in measures(tried(10, 10)).values():
        assert (one.difference, one.low, one.high) == (0.0, 0.0, 0.0)


def test_the_same_seed_gives_the_same_intervals() -> None:
    assert slices(tried(10, 5), RESAMPLES) == slices(tried(10, 5), RESAMPLES)


def test_figures_are_those_of_the_whole_set() -> None:
    found = measures(tried(20, 0))
    assert found["right"].live == pytest.approx(40 / 60, abs=1e-5)
    assert found["kept"].live == pytest.approx(20 / 30, abs=1e-5)
    assert (
        found["right"].candidate == found["macro_f1"].candidate == found["average_precision"].candidate == 1.0
    )


def test_it_cuts_by_channel_kind_language_officer_and_emergency() -> None:
    plain = tried(20, 2)
    rows = [
        replace(
            one,
            message=replace(one.message, channel="whatsapp" if number < 20 else "x"),
            language="jv" if number < 5 else "id",
            about_officer=number < 30,
            urgency=3 if number < 24 else one.urgency,
        )
        for number, one in enumerate(plain.rows)
    ]
    found = {(one.by, one.value): one for one in slices(replace(plain, rows=rows), RESAMPLES)}
    assert found["channel", "whatsapp"].n == 20
    assert by_name(found["channel", "whatsapp"])["right"].outcome == "gain"
    assert by_name(found["channel", "x"])["right"].outcome == "unclear"
    assert (found["language", "jv"].n, found["language", "jv"].measures) == (5, ())
    assert found["about_officer", "yes"].n == 30
    assert by_name(found["emergency", "yes"])["emergency_found"].candidate == 0.0
    assert set(by_name(found["kind", "praise"])) == {"right", "emergency_found"}
    assert set(by_name(found["language", "id"])) <= set(IN_SLICES)


def by_name(one: Slice) -> dict[str, Measure]:
    return {measure.name: measure for measure in one.measures}


def test_the_precision_of_a_model_that_never_warns_is_left_out() -> None:
    plain = tried(0, 0)
    paired = replace(plain, rows=[replace(one, urgency=3) for one in plain.rows])
    assert "emergency_found" in measures(paired)
    assert "emergency_precise" not in measures(paired)
    warns = replace(paired, live=[replace(one, urgency=3) for one in paired.live], candidate=paired.live)
    assert "emergency_precise" not in measures(warns)
    both = replace(warns, candidate=warns.live)
    assert measures(both)["emergency_precise"].candidate == 1.0


def test_kinds_nobody_labelled_are_not_measured() -> None:
    assert "kind_right" in measures(tried(5, 5))
    assert "kind_right" not in measures(tried(5, 5, kinds_known=False))


def test_everything_measured_is_a_plain_number() -> None:
    for one in slices(tried(20, 2), RESAMPLES):
        for measure in one.measures:
            assert np.isfinite([measure.live, measure.candidate, measure.low, measure.high]).all()
