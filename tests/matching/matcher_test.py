"""Ranking, rules, increments and explanations, over the hashing encoder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.documents import Document
from matching.encoders.hashing import HashingEncoder
from matching.errors import UnknownDocument
from matching.matcher import Matcher, MatcherSettings
from matching.trained import trained_for
from matching.vector_index import ExactIndex
from tests.matching.builders import any_document, any_text, demand, supply

ENCODER = HashingEncoder()
TRAINED = trained_for(ENCODER)


def matcher(*documents: Document, **values: object) -> Matcher:
    made = Matcher(ENCODER, MatcherSettings(**values), TRAINED)  # type: ignore[arg-type]
    made.put(documents)
    return made


def test_scores_are_the_sum_of_their_parts_best_first(full_matcher: Matcher) -> None:
    ranking = full_matcher.rank("X01", top=146)
    scores = [s.score for s in ranking.suggestions]
    assert scores == sorted(scores, reverse=True)
    assert [s.rank for s in ranking.suggestions] == list(range(1, len(scores) + 1))
    for suggestion in ranking.suggestions:
        assert suggestion.score == pytest.approx(sum(p.contribution for p in suggestion.parts))
        assert sum(part.weight for part in suggestion.parts) == pytest.approx(1.0)
        assert all(0.0 <= part.value <= 1.0 for part in suggestion.parts)
        assert suggestion.probability is None


def test_either_index_gives_the_same_ranking(open_list: list[Document], full_matcher: Matcher) -> None:
    exact = matcher(*open_list, index_factory=ExactIndex)
    for key in ("X01", "X08", "X13"):
        ours, theirs = exact.rank(key).suggestions, full_matcher.rank(key).suggestions
        assert [s.supply_id for s in ours] == [s.supply_id for s in theirs]
        assert [s.score for s in ours] == pytest.approx([s.score for s in theirs], abs=1e-5)


def test_any_order_of_changes_gives_the_matcher_built_at_once(open_list: list[Document]) -> None:
    changed = matcher()
    for document in reversed(open_list):
        changed.put([replace(document, title="占位", summary="待改")])
    changed.put([supply("gone"), demand("gone too")])
    changed.put(open_list)
    changed.remove(["gone", "gone too", "never there"])
    fresh = matcher(*open_list)
    assert changed.documents() == fresh.documents()
    for key in ("X02", "X17"):
        ours, theirs = changed.rank(key).suggestions, fresh.rank(key).suggestions
        assert [s.supply_id for s in ours] == [s.supply_id for s in theirs]
        assert [s.score for s in ours] == pytest.approx([s.score for s in theirs], abs=1e-5)


def test_an_edit_and_a_withdrawal_show_at_once() -> None:
    made = matcher(demand(), supply("G1", "公交排班"), supply("G2", "压铸件外观检测"))
    assert made.rank("X1").suggestions[0].supply_id == "G2"
    made.put([supply("G1", "压铸壳体外观检测", summary="压铸壳体外观检测")])
    assert made.rank("X1").suggestions[0].supply_id == "G1"
    made.remove(["G1"])
    assert [s.supply_id for s in made.rank("X1").suggestions] == ["G2"]


def test_an_id_may_come_back_as_the_other_kind() -> None:
    made = matcher(demand("A"), supply("B"))
    made.put([supply("A")])
    assert [d.kind for d in made.documents()] == ["supply", "supply"]
    with pytest.raises(UnknownDocument):
        made.rank("A")


def test_a_demand_that_is_not_held_ranks_like_one_that_is(full_matcher: Matcher) -> None:
    held = next(d for d in full_matcher.documents("demand") if d.id == "X05")
    ours, theirs = full_matcher.rank(held).suggestions, full_matcher.rank("X05").suggestions
    assert [s.supply_id for s in ours] == [s.supply_id for s in theirs]


def test_a_pair_alone_scores_the_same_from_either_side(full_matcher: Matcher) -> None:
    for suggestion in full_matcher.rank_demands("G001", top=5):
        alone = full_matcher.explain(suggestion.demand_id, "G001", exclude=("G001",))
        assert suggestion.score == pytest.approx(alone.score)
    assert full_matcher.rank_demands("G001", top=1)[0].demand_id == "X01"


def test_an_own_supply_is_never_suggested_unless_the_rule_is_off() -> None:
    asked = demand(organization="成都某某公司")
    own, other = supply("G1", organization=" 成都某某公司 "), supply("G2", organization="别家")
    made = matcher(asked, own, other)
    assert [s.supply_id for s in made.rank("X1").suggestions] == ["G2"]
    assert made.rank("X1").pool_size == 1
    assert made.rank_demands("G1") == []
    explained = made.explain("X1", "G1")
    assert explained.rank is None
    assert explained.why_not[0].code == "own_organization"
    free = matcher(asked, own, other, skip_own_organization=False)
    assert len(free.rank("X1").suggestions) == 2


def test_nameless_organizations_are_not_one_organization() -> None:
    assert len(matcher(demand(organization=" "), supply(organization="")).rank("X1").suggestions) == 1


def test_excluded_supplies_stay_out_and_the_reason_is_given(full_matcher: Matcher) -> None:
    first = full_matcher.rank("X01").suggestions[0].supply_id
    assert first not in {s.supply_id for s in full_matcher.rank("X01", exclude=[first]).suggestions}
    assert "excluded" in {r.code for r in full_matcher.explain("X01", first, exclude=[first]).why_not}


def test_explanations_agree_with_the_ranking(full_matcher: Matcher) -> None:
    top = full_matcher.rank("X01", top=20).suggestions
    for suggestion in (top[0], top[19]):
        explained = full_matcher.explain("X01", suggestion.supply_id)
        assert explained.rank == suggestion.rank
        assert explained.score == pytest.approx(suggestion.score)
        assert explained.shared_terms == suggestion.shared_terms
    codes = {r.code for r in full_matcher.explain("X01", top[19].supply_id).why_not}
    assert "below_shortlist" in codes


def test_why_not_names_what_is_missing() -> None:
    made = matcher(demand(industry="智能制造"), supply(title="古镇导览", industry="智慧文旅"))
    codes = [(r.code, r.values) for r in made.explain("X1", "G1").why_not]
    assert ("different_industry", {"demand": "智能制造", "supply": "智慧文旅"}) in codes
    assert ("thin_text", {"side": "supply", "characters": 4.0}) in codes
    assert ("no_shared_words", {}) in codes


def test_shared_words_are_in_both_texts(full_matcher: Matcher) -> None:
    held = {d.id: d for d in full_matcher.documents()}
    for suggestion in full_matcher.rank("X01").suggestions:
        for term in suggestion.shared_terms:
            assert term in held["X01"].passage_text().lower()
            assert term in held[suggestion.supply_id].passage_text().lower()


def test_a_demand_in_an_empty_pool_is_unserved() -> None:
    ranking = matcher(demand()).rank("X1")
    assert (ranking.suggestions, ranking.served, ranking.pool_size) == ((), False, 0)


def test_a_pool_of_one_is_measured_like_any_other() -> None:
    fitting = matcher(
        demand(summary="反光 气孔", industry="a"), supply(title="压铸壳体外观检测 反光 气孔", industry="a")
    )
    assert fitting.rank("X1").served
    assert not matcher(demand(), supply(title="古镇导览")).rank("X1").served


def test_search_finds_names_codes_and_meaning(full_matcher: Matcher) -> None:
    assert full_matcher.search("G019", top=1)[0].id == "G019"
    assert "X01" in {hit.id for hit in full_matcher.search("铝压铸壳体 外观", kind="demand", top=3)}
    held = {d.id: d for d in full_matcher.documents()}
    owner = held["G005"].organization
    assert held[full_matcher.search(owner, top=1)[0].id].organization == owner
    assert full_matcher.search("x", top=0) == []


def test_similar_leaves_out_the_document_itself(full_matcher: Matcher) -> None:
    hits = full_matcher.similar("G001", top=5)
    assert len(hits) == 5
    assert all(hit.id.startswith("G") and hit.id != "G001" for hit in hits)
    with pytest.raises(UnknownDocument):
        full_matcher.similar("nobody")


@pytest.mark.parametrize("shape", [(1, 255), (2, 256)])
def test_vectors_of_another_shape_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="expected finite vectors"):
        matcher().put([demand()], np.zeros(shape, dtype=np.float32))


@settings(max_examples=60, deadline=None)
@given(st.lists(any_document, max_size=8), any_text)
def test_any_texts_are_ranked_explained_and_searched(documents: list[Document], text: str) -> None:
    made = matcher(*documents)
    held = made.documents()
    for asked in (d for d in held if d.kind == "demand"):
        for suggestion in made.rank(asked.id, top=3).suggestions:
            assert 0.0 <= suggestion.score <= 1.0
            explained = made.explain(asked.id, suggestion.supply_id)
            assert explained.rank == suggestion.rank
    assert all(0.0 <= hit.score <= 1.0 for hit in made.search(text))
    made.remove(d.id for d in held)
    assert len(made) == 0


@pytest.mark.parametrize("text", ["", "刀", "检测" * 50_000, "👩\u200d🚀" * 100, "ＡＩ mixed 文字 مرحبا"])
def test_strange_texts_on_either_side(text: str) -> None:
    made = matcher(demand(title=text), supply(title=text, description=text))
    (suggestion,) = made.rank("X1").suggestions
    assert 0.0 <= suggestion.score <= 1.0
