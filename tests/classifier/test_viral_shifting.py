"""What words and similar posts may teach: a real effect is found, chance is not, and too little is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit

from classifier.viral.history import Floats
from classifier.viral.shifting import Taught, learn_shift
from classifier.viral.stated import STATED

BASE = 0.15
SIMILAR, ABOUT_OFFICER = STATED.index("log_similar"), STATED.index("p_about_officer")


def taught(posts: int, similar: float = 0.0, officer: float = 0.0, seed: int = 3) -> Taught:
    """Posts judged at three ages, whose log-odds truly move by so much for one unit of the two inputs."""
    rng = np.random.default_rng(seed)
    of_post = np.column_stack([rng.random((posts, 4)) * [1, 3, 1, 1], np.log1p(rng.poisson(1, posts))])
    moved = similar * of_post[:, SIMILAR] + officer * of_post[:, ABOUT_OFFICER]
    came = rng.random(posts) < expit(logit(BASE) + moved - moved.mean())
    post = np.repeat(np.arange(posts), 3)
    return Taught(
        came=np.tile(came[post][:, None], (1, 4)),
        known=np.ones((3 * posts, 4), dtype=bool),
        stated=of_post[post],
        post=post,
        author=post // 2,
        fold=post // 2 % 5,
    )


def base_rate(seen: Taught) -> Floats:
    return np.full(seen.came.shape, seen.came.mean())


def test_a_real_effect_is_found_and_drawn_towards_zero() -> None:
    seen = taught(3000, similar=1.2, officer=2.0)
    shift, found = learn_shift(seen, lambda rows: base_rate(seen))
    assert shift is not None
    assert found["similar"]["used"]
    assert found["words"]["used"]
    for place, truth in ((SIMILAR, 1.2), (ABOUT_OFFICER, 2.0)):
        effect = shift.weights[place] / shift.deviations[place]
        assert 0.5 * truth < effect < truth
    assert abs(shift.weights[0]) < shift.weights[ABOUT_OFFICER] / 3


def test_fewer_posts_are_drawn_nearer_to_zero() -> None:
    large, small = taught(4000, similar=1.5), taught(400, similar=1.5)
    many, few = (
        learn_shift(large, lambda rows: base_rate(large))[0],
        learn_shift(small, lambda rows: base_rate(small))[0],
    )
    assert many is not None
    assert few is not None
    assert 0 < few.weights[SIMILAR] < many.weights[SIMILAR]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_inputs_that_mean_nothing_move_nothing(seed: int) -> None:
    seen = taught(600, seed=seed)
    shift, found = learn_shift(seen, lambda rows: base_rate(seen))
    assert shift is None
    assert found["words"] == {"used": False, "why": "chances of other authors came out no better"}


def test_too_few_posts_or_crossings_teach_nothing() -> None:
    seen = taught(150, similar=3.0)
    assert learn_shift(seen, lambda rows: base_rate(seen))[0] is None
    quiet = taught(400, similar=3.0)
    rare = replace(quiet, came=quiet.came & (quiet.post < 40)[:, None])
    shift, found = learn_shift(rare, lambda rows: base_rate(rare))
    assert shift is None
    assert "400 posts and" in found["similar"]["why"]
    assert "40 are needed" in found["words"]["why"]


def test_words_that_may_not_be_learnt_from_have_no_weight() -> None:
    seen = taught(3000, similar=1.2, officer=2.0)
    hidden = np.array(seen.stated)
    hidden[:, :4] = np.nan
    shift, found = learn_shift(replace(seen, stated=hidden), lambda rows: base_rate(seen))
    assert shift is not None
    assert found["words"]["used"] is False
    assert shift.weights[:4] == (0.0, 0.0, 0.0, 0.0)
    assert shift.weights[SIMILAR] > 0
