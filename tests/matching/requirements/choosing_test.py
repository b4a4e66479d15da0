"""Choosing among sentences: what is fitted is found again, and the manner of a sentence is told."""

from __future__ import annotations

import numpy as np
import pytest

from matching.requirements.choosing import fit_choice
from matching.requirements.manner import names_outcome, tells_outcome, tells_trouble


def test_the_choice_learns_what_the_right_sentences_have() -> None:
    rng = np.random.default_rng(7)
    features = [rng.normal(size=(6, 3)) for _ in range(80)]
    answers = [np.eye(6)[(one @ [2.0, 0.0, -1.0]).argmax()] for one in features]
    choice = fit_choice(features, answers, ridge=1.0)
    hits = [a[choice.odds(f).argmax()] for f, a in zip(features, answers, strict=True)]
    assert np.mean(hits) > 0.9
    assert choice.weights[0] > 0 > choice.weights[2]


def test_any_of_several_right_sentences_will_do() -> None:
    features = [np.array([[1.0], [1.0], [0.0]])] * 5
    assert fit_choice(features, [np.array([1.0, 1.0, 0.0])] * 5, ridge=0.1).weights[0] > 0


@pytest.mark.parametrize(
    ("sentence", "is_trouble"),
    [
        ("钢丝绳外面光、里面断，手摸永远摸不到", True),
        ("传统做法一套十几万，谁也看不清", True),
        ("十秒内自动报警并提示桩号", False),
    ],
)
def test_a_trouble_is_told_without_a_remedy(sentence: str, is_trouble: bool) -> None:
    assert tells_trouble(sentence) is is_trouble


def test_what_it_is_judged_by_and_what_came_of_it() -> None:
    assert names_outcome("验收看鱼苗成活率回到七成以上")
    assert not names_outcome("工人不愿戴东西")
    assert tells_outcome("八个渔场装了四十六台，成活率平均由五成升到七成六")
    assert not tells_outcome("一台管一百二十亩苗种塘")
