"""The assessor's verdicts: what it raises, what it leaves to a human, what it never hides."""

from __future__ import annotations

import dataclasses

import pytest

from classifier import assess as assess_module
from classifier.assess import Assessor, Costs, Message
from models.danger import speaks_of_danger
from models.errors import SettingError
from models.settings import Settings
from models.vocabulary import ACTIONABLE_KINDS, Category, Kind, Verdict


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor.load(Settings())


@pytest.fixture(scope="module")
def fast() -> Assessor:
    return Assessor.load(Settings(), fast=True)


def test_it_opens_the_day_with_the_right_order(assessor: Assessor) -> None:
    theft, praise = assessor.assess(
        [
            Message("@polres_sleman tolong pak motor saya dicuri tadi malam di parkiran pasar"),
            Message("@polres_sleman selamat pagi, semangat terus pak polisi"),
        ]
    )
    assert theft.verdict == Verdict.ACTIONABLE
    assert theft.category == Category.THEFT
    assert praise.verdict == Verdict.NOISE
    assert praise.category == Category.NONE
    assert praise.urgency == 0


def test_a_bare_call_to_act_is_actionable_and_of_unknown_matter(assessor: Assessor) -> None:
    (call,) = assessor.assess([Message("tolong ditindak pak @DivHumas_Polri")])
    assert call.verdict == Verdict.ACTIONABLE
    assert call.kind == Kind.CALL_TO_ACTION
    assert call.category == Category.UNSPECIFIED


def test_every_verdict_names_words_and_examples(assessor: Assessor) -> None:
    (call,) = assessor.assess([Message("tolong ditindak pak @DivHumas_Polri")])
    assert "ditindak" in [reason.words for reason in call.reasons]
    assert call.reasons[0].weight > 0
    assert len(call.similar) == 3
    assert call.similar[0].similarity >= call.similar[-1].similarity
    assert call.similar[0].kind in ACTIONABLE_KINDS


def test_no_messages_give_no_judgements(assessor: Assessor) -> None:
    assert assessor.assess([]) == []


@pytest.mark.parametrize("text", ["", "   ", "😭😭😭", "@user", "https://t.co/abc", "a" * 5000, "\0\u200b"])
def test_it_judges_any_text(assessor: Assessor, fast: Assessor, text: str) -> None:
    for one in (assessor, fast):
        (judgement,) = one.assess([Message(text, context=text)])
        assert 0 <= judgement.p_actionable <= 1


def test_private_numbers_never_reach_the_reasons(assessor: Assessor) -> None:
    (judgement,) = assessor.assess(
        [Message("tolong pak NIK 3404011203900001 dipakai pinjol, hp 081234567890")]
    )
    assert not any(character.isdigit() for reason in judgement.reasons for character in reason.words)


def test_words_of_danger_are_never_hidden(fast: Assessor) -> None:
    (judgement,) = fast.assess([Message("aku mau bunuh diri aja")])
    assert judgement.verdict != Verdict.NOISE
    assert judgement.urgency == 3


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("tolong pak ada yang lagi dikeroyok di terminal", True),
        ("sekarang lagi tawuran bawa celurit", True),
        ("temen saya ngancam mau loncat dari jembatan", True),
        ("pelaku curanmor ditangkap polisi kemarin", False),
        ("selamat pagi pak", False),
    ],
)
def test_the_backstop_knows_danger_that_is_now(text: str, danger: bool) -> None:
    assert speaks_of_danger(text) == danger


def test_thresholds_follow_from_the_costs() -> None:
    costs = Costs(missed_complaint=20, wrong_case=4, missed_emergency=9)
    assert costs.hide_below == 0.05
    assert costs.draft_from == 0.75
    assert costs.emergency_from == 0.1


def test_between_the_thresholds_it_is_unsure(fast: Assessor) -> None:
    everything = Assessor(fast.model, "test", None, None, Costs(missed_complaint=1e9, wrong_case=1e9))
    (judgement,) = everything.assess([Message("tolong ditindak pak @DivHumas_Polri")])
    assert judgement.verdict == Verdict.UNSURE


def test_it_says_what_the_corpus_has_never_seen(fast: Assessor) -> None:
    (judgement,) = fast.assess([Message("zxq vvbn ghtr plmk wsxe rfvb qazx")])
    assert judgement.out_of_distribution
    assert judgement.verdict != Verdict.ACTIONABLE


def test_without_its_encoder_it_works_on_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(name: str, threads: int) -> None:
        raise OSError("no such file")

    monkeypatch.setattr(assess_module, "load_encoder", unreadable)
    degraded = Assessor.load(Settings())
    assert degraded.degraded
    (judgement,) = degraded.assess([Message("tolong ditindak pak @DivHumas_Polri")])
    assert judgement.verdict == Verdict.ACTIONABLE
    assert judgement.similar == ()
    assert judgement.model_version.endswith("-fast")


def test_it_refuses_an_encoder_the_model_was_not_trained_with() -> None:
    with pytest.raises(SettingError, match="TANGGAP_ENCODER"):
        Assessor.load(dataclasses.replace(Settings(), encoder="another-model"))
