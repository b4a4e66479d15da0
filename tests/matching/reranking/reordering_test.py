"""The new order: its scores and parts, what keeps its place, and the matcher's order where all else fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.encoders.hashing import HashingEncoder
from matching.errors import RerankerError
from matching.matcher import Matcher
from matching.reranking.base import RerankerSettings
from matching.reranking.blending import RERANKER, blend, on_log_odds
from matching.reranking.reordering import Reordering
from matching.results import Ranking, Reason, Suggestion
from matching.scoring import Part, total
from tests.matching.builders import demand, supply
from tests.matching.reranking.services import Answer, Service, serving

TITLES = {
    "G1": "供水管网漏点听音定位",
    "G2": "供水管网漏点相关仪",
    "G3": "供水管网压力监测",
    "G4": "中小学作文批改",
}


def ranking(*scores: float, copies: tuple[int, ...] = ()) -> Ranking:
    """Suggestions G1, G2 … with these scores, each in two parts."""
    found = [
        Suggestion(
            "X1",
            f"G{rank}",
            rank,
            score,
            0.5,
            (Part("dense", score, 0.6), Part("lexical", score, 0.4)),
            ("漏点",),
            (Reason("copied_text", {"share": 0.3}),) if rank in copies else (Reason("same_industry", {}),),
        )
        for rank, score in enumerate(scores, start=1)
    ]
    return Ranking(tuple(found), True, 100, 0.9)


def ids(found: Ranking) -> list[str]:
    return [suggestion.supply_id for suggestion in found.suggestions]


chance = st.floats(0.0, 1.0) | st.just(float("nan"))


@given(
    scores=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12).map(lambda s: sorted(s, reverse=True)),
    chances=st.lists(chance, min_size=12, max_size=12),
    depth=st.integers(1, 12),
    weight=st.floats(0.01, 0.99),
)
def test_parts_add_up_scores_fall_and_nothing_is_lost(
    scores: list[float], chances: list[float], depth: int, weight: float
) -> None:
    before = ranking(*scores)
    after = blend(before, np.array(chances[: min(depth, len(scores))]), weight)
    assert after.reranked and not before.reranked
    assert sorted(ids(after)) == sorted(ids(before))
    assert [s.rank for s in after.suggestions] == list(range(1, len(scores) + 1))
    new = [s.score for s in after.suggestions]
    assert new == sorted(new, reverse=True) and all(0.0 <= score <= 1.0 for score in new)
    kept = {s.supply_id: s for s in before.suggestions}
    for suggestion in after.suggestions:
        assert suggestion.score == pytest.approx(total(suggestion.parts))
        old = kept[suggestion.supply_id]
        # What the matcher says of the pair still holds.
        assert (suggestion.reasons, suggestion.probability) == (old.reasons, old.probability)
        assert suggestion.parts[0].value == old.parts[0].value
    assert (after.served, after.pool_size, after.chance_served) == (True, 100, 0.9)


def test_a_verdict_moves_a_pair_by_its_share_and_no_further() -> None:
    after = blend(ranking(0.6, 0.5, 0.2), np.array([0.02, 0.98, 1.0]), 0.15)
    assert ids(after) == ["G2", "G1", "G3"]  # the greatest praise does not lift what hardly fits
    assert [s.name for s in after.suggestions[0].parts] == ["dense", "lexical", RERANKER]
    assert after.suggestions[0].score == pytest.approx(0.85 * 0.5 + 0.15 * on_log_odds(np.array([0.98]))[0])


def test_equal_verdicts_leave_the_order() -> None:
    assert ids(blend(ranking(0.5, 0.4, 0.4), np.full(3, 0.9), 0.5)) == ["G1", "G2", "G3"]


def test_chances_beyond_what_models_know_are_equal() -> None:
    values = on_log_odds(np.array([0.0, 1e-9, 0.5, 1 - 1e-12, 1.0, np.nan]))
    assert values[:5] == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0])
    assert np.isnan(values[5])


def test_a_copy_of_the_need_is_never_lifted_and_no_verdict_changes_nothing() -> None:
    after = blend(ranking(0.5, 0.45, 0.4, copies=(2,)), np.array([0.5, 1.0, np.nan]), 0.3)
    assert ids(after) == ["G1", "G3", "G2"]
    kept, copy = after.suggestions[1], after.suggestions[2]
    assert kept.score == pytest.approx(0.4) and len(kept.parts) == 2
    assert copy.score == pytest.approx(0.7 * 0.45) and len(copy.parts) == 2


@pytest.fixture
def matcher() -> Matcher:
    found = Matcher(HashingEncoder())
    found.put([demand("X1", "供水管网漏点定位", summary="夜间漏水难找"), demand("X2", "作文批改")])
    found.put([supply(key, title, cases="某市已用") for key, title in TITLES.items()])
    return found


def answering(path: str, body: Any) -> Answer:
    """A cross-encoder that likes pressure monitoring best."""
    rows = [
        {"index": place, "relevance_score": 0.97 if "压力" in text else 0.1}
        for place, text in enumerate(body["documents"])
    ]
    return 200, {"results": rows}


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(answering) as running:
        yield running


def reordering(service: Service, **values: Any) -> Reordering:
    return Reordering(RerankerSettings(service.url, **{"seconds": 5.0, "weight": 0.5, **values}))


def test_the_first_suggestions_are_looked_at_again(matcher: Matcher, service: Service) -> None:
    before = matcher.rank("X1", 4)
    again = reordering(service, depth=3)
    after = again.reorder_or_keep(matcher, before)
    assert ids(after)[0] == "G3" and set(ids(after)[:3]) == set(ids(before)[:3])
    assert ids(after)[3] == ids(before)[3]
    assert after.reranked
    # It gets the texts that the encoder gets, and nothing else of the listings.
    assert service.bodies[0]["query"] == "供水管网漏点定位\n夜间漏水难找"
    assert all(text.endswith("某市已用") for text in service.bodies[0]["documents"])
    again.reorder_or_keep(matcher, before)
    assert len(service.bodies) == 1  # nothing changed, so nothing is asked again


FAILURES = [(500, "broken"), (200, "<html>"), (200, {"results": []}), (422, "no")]


@pytest.mark.parametrize("answer", FAILURES, ids=lambda answer: str(answer))
def test_where_it_fails_the_order_is_the_matchers(matcher: Matcher, answer: Answer) -> None:
    before = matcher.rank("X1", 4)
    with serving(lambda path, body: answer) as service:
        again = reordering(service)
        assert again.reorder_or_keep(matcher, before) is before
        assert again.state().failed == 1
        with pytest.raises(RerankerError):
            again.reorder(matcher, before)


def test_a_slow_service_is_waited_for_once(matcher: Matcher) -> None:
    before = matcher.rank("X1", 4)
    with serving(answering, delay=1.0) as service:
        again = reordering(service, seconds=0.2)
        for _ in range(5):
            assert again.reorder_or_keep(matcher, before) is before
        assert len(service.bodies) == 1
        state = again.state()
        assert (state.asked, state.failed, state.spared) == (1, 1, 4)


def test_a_listing_withdrawn_meanwhile_leaves_the_ranking_as_it_was(
    matcher: Matcher, service: Service
) -> None:
    before = matcher.rank("X1", 4)
    matcher.remove(["G2"])
    assert reordering(service).reorder_or_keep(matcher, before) is before
    assert not service.bodies


def test_nothing_to_suggest_is_no_question(matcher: Matcher, service: Service) -> None:
    empty = matcher.rank("X1", 4, exclude=list(TITLES))
    assert reordering(service).reorder_or_keep(matcher, empty) is empty
    assert not service.bodies


def test_an_explanation_agrees_with_the_order_once_it_is_known(matcher: Matcher, service: Service) -> None:
    again = reordering(service)
    found = matcher.explain("X1", "G3")
    assert again.explained(matcher, found) is found  # nobody waits for a reranker to read a page
    assert not service.bodies
    after = again.reorder_or_keep(matcher, matcher.rank("X1", 20))
    told = again.explained(matcher, found)
    pair = next(s for s in after.suggestions if s.supply_id == "G3")
    assert (told.rank, told.score, told.parts) == (1, pair.score, pair.parts)
    assert told.reasons == found.reasons


def test_what_stands_against_a_pair_goes_by_its_new_rank(service: Service) -> None:
    # Twelve supplies, of which ten are suggested; the one about pressure comes last by itself.
    matcher = Matcher(HashingEncoder())
    matcher.put([demand("X1", "供水管网漏点定位")])
    matcher.put([supply(f"G{n:02}", f"供水管网漏点定位{n}型") for n in range(1, 12)])
    matcher.put([supply("G99", "压力监测")])
    last, eleventh = (matcher.rank("X1", 20).suggestions[place].supply_id for place in (-1, 9))
    assert last == "G99"
    again = reordering(service, weight=0.9)
    again.reorder_or_keep(matcher, matcher.rank("X1", 20))
    lifted = again.explained(matcher, matcher.explain("X1", last))
    assert lifted.rank == 1
    assert "below_shortlist" not in {reason.code for reason in lifted.why_not}
    pushed = again.explained(matcher, matcher.explain("X1", eleventh))
    assert pushed.rank == 11
    assert pushed.why_not[0] == Reason("below_shortlist", {"rank": 11.0, "shortlist": 10.0})
