"""No voice outweighs the others, however often it speaks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.learning.bounded_weights import bounded_weights, shares
from matching.learning.settings import LearningSettings
from matching.learning.verdicts import Verdict, latest_words, split_by_time
from tests.matching.learning.saying import verdict

SETTINGS = LearningSettings()


def test_a_flood_has_no_more_than_its_share() -> None:
    said = [verdict(n, reviewer="flood") for n in range(3000)]
    said += [verdict(n, reviewer=f"r{n % 6}") for n in range(3000, 3300)]
    weights = bounded_weights(said, SETTINGS)
    held = shares(said, weights, SETTINGS)
    assert held["flood"] == pytest.approx(SETTINGS.most_share, abs=1e-4)
    assert weights[3000:].min() == 1.0  # the others lose nothing by it


def test_a_reviewer_alone_never_outweighs_what_was_shipped() -> None:
    said = [verdict(n) for n in range(500)]
    assert bounded_weights(said, SETTINGS).sum() <= SETTINGS.prior / 4 * (1 + 1e-4)


def test_an_organization_has_no_more_than_its_share() -> None:
    said = [verdict(n, reviewer=f"r{n % 9}", supplier="big") for n in range(900)]
    said += [verdict(n, reviewer=f"r{n % 9}") for n in range(900, 1000)]
    weights = bounded_weights(said, SETTINGS)
    assert weights[:900].sum() <= SETTINGS.most_share * (SETTINGS.prior + weights.sum()) * (1 + 1e-4)


def test_a_pair_counts_once_however_many_judge_it() -> None:
    one = verdict(1)
    many = [replace(one, reviewer=f"r{n}") for n in range(4)]
    assert bounded_weights(many, SETTINGS).sum() == pytest.approx(1.0)
    trusted = bounded_weights(many, SETTINGS, {"r0": 0.05})
    assert trusted[0] < 0.02 < trusted[1] and trusted.sum() == pytest.approx(1.0)


def test_more_of_the_same_gives_no_more_weight() -> None:
    others = [verdict(n, reviewer=f"r{n % 6}") for n in range(600)]
    sums = []
    for size in (500, 5000):
        flood = [verdict(1000 + n, reviewer="flood", supplier="favourite") for n in range(size)]
        weights = bounded_weights([*others, *flood], SETTINGS)
        sums.append(weights[600:].sum())
    assert sums[1] <= sums[0] * 1.001


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.sampled_from("abcd"), st.sampled_from("xyz")),
        min_size=1,
        max_size=60,
    )
)
def test_bounds_hold_for_any_mixture(drawn: list[tuple[int, str, str]]) -> None:
    said = [verdict(n, reviewer=who, supplier=supplier) for n, who, supplier in drawn]
    weights = bounded_weights(said, SETTINGS)
    total = SETTINGS.prior + weights.sum()
    by_voice: dict[tuple[str, ...], float] = defaultdict(float)
    by_pair: dict[tuple[str, str], float] = defaultdict(float)
    for one, weight in zip(said, weights, strict=True):
        by_voice["reviewer", one.reviewer] += weight
        for organization in set(one.organizations):
            by_voice["organization", organization] += weight
        by_pair[one.pair] += weight
    assert (weights >= 0).all()
    assert max(by_voice.values()) <= SETTINGS.most_share * total * (1 + 1e-3)
    assert max(by_pair.values()) <= 1 + 1e-9


def test_who_changed_his_mind_speaks_once_and_later_pairs_judge() -> None:
    first = verdict(1)
    again = replace(first, recommended=False, at=verdict(5).at)
    said = latest_words([again, first, *(verdict(n) for n in range(2, 11))])
    assert len(said) == 10 and not next(v for v in said if v.pair == first.pair).recommended
    early, late = split_by_time(said, 0.7)
    assert len(early) == 7 and max(v.at for v in early) < min(v.at for v in late)
    assert not {v.pair for v in early} & {v.pair for v in late}


def test_a_second_opinion_stays_with_the_first() -> None:
    said: list[Verdict] = [verdict(n) for n in range(10)]
    said.append(replace(said[0], reviewer="b", at=verdict(99).at))
    early, late = split_by_time(said, 0.5)
    assert len(early) == 6 and len(late) == 5
    assert np.sum([v.pair == said[0].pair for v in early]) == 2
