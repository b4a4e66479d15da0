"""What answers another need far better is set back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matching.documents import Document
from matching.encoders.hashing import HashingEncoder
from matching.fusion import ALONE
from matching.matcher import Matcher
from matching.preference import CHOOSING, preferences
from matching.results import Suggestion
from tests.matching.builders import demand, supply

LEAKS = demand(
    "X1", "供水管网漏损监测", industry="智慧水务", summary="老旧供水管网夜间漏损，听音巡查找不到漏点。"
)
PUMPS = demand(
    "X2", "供水泵站能耗优化", industry="智慧水务", summary="二次供水泵站电费高，启停靠值班员经验。"
)
OFFERS = [
    supply("G1", "供水管网漏点听音仪", industry="智慧水务", summary="噪声记录仪夜间听漏，定位供水管网漏点。"),
    supply(
        "G2", "供水泵站能耗启停算法", industry="智慧水务", summary="按用水预测安排泵站启停，降低供水电费。"
    ),
    supply("G3", "校园食堂留样柜", industry="智慧教育", summary="留样到时提醒，温度全程记录。"),
]


def held(*documents: Document) -> Matcher:
    matcher = Matcher(HashingEncoder())
    matcher.put(documents)
    return matcher


def part(suggestion: Suggestion, name: str) -> float:
    return next(part.value for part in suggestion.parts if part.name == name)


def test_a_supply_chooses_among_needs() -> None:
    found = preferences(np.asarray([[0.6, 0.2], [0.2, 0.6], [0.2, 0.2]]))
    assert found[0] > 0.99
    assert found[1] < 0.01
    assert preferences(np.asarray([[0.1, 0.9]])).tolist() == [1.0, 1.0]


def test_what_suits_another_need_better_is_set_back() -> None:
    alone, beside = held(LEAKS, *OFFERS), held(LEAKS, PUMPS, *OFFERS)
    before = {s.supply_id: s for s in alone.rank("X1").suggestions}
    after = {s.supply_id: s for s in beside.rank("X1").suggestions}
    assert part(before["G2"], "preference") == 1.0
    assert part(after["G2"], "preference") < 0.5 < part(after["G1"], "preference")
    assert after["G2"].score < before["G2"].score
    assert part(after["G2"], "dense") == part(before["G2"], "dense")


def test_a_need_of_the_suppliers_own_does_not_draw_it_away() -> None:
    own = replace(PUMPS, organization="锦水节能公司")
    offers = [replace(offer, organization="锦水节能公司") for offer in OFFERS[:2]]
    (found,) = (s for s in held(LEAKS, own, *offers).rank("X1").suggestions if s.supply_id == "G2")
    assert part(found, "preference") == 1.0


def test_an_explanation_has_the_score_of_the_ranking() -> None:
    matcher = held(LEAKS, PUMPS, *OFFERS)
    for suggestion in matcher.rank("X1").suggestions:
        explained = matcher.explain("X1", suggestion.supply_id)
        assert (explained.rank, explained.score, explained.parts) == (
            suggestion.rank,
            suggestion.score,
            suggestion.parts,
        )


def test_a_barred_pair_is_told_of_alone() -> None:
    matcher = held(LEAKS, PUMPS, *OFFERS)
    explained = matcher.explain("X1", "G1", exclude=("G1",))
    assert explained.rank is None
    assert {part.name for part in explained.parts} <= set(ALONE)
    assert sum(part.weight for part in explained.parts) == pytest.approx(1.0)


def test_only_the_first_choose_and_they_stay_first() -> None:
    many = [
        supply(f"G{n:03d}", f"供水设备{n}", industry="智慧水务", summary=f"管网监测{'夜间' * (n % 7)}{n}")
        for n in range(CHOOSING + 30)
    ]
    ranking = held(LEAKS, PUMPS, *many).rank("X1", top=len(many))
    choosing = [part(s, "preference") > 0 for s in ranking.suggestions]
    assert choosing == [True] * CHOOSING + [False] * 30
    scores = [s.score for s in ranking.suggestions]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
