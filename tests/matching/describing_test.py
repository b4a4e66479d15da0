"""Profiles of what is held, given and given anew."""

from __future__ import annotations

import numpy as np
import pytest

from matching.documents import Document
from matching.encoders.base import Vectors
from matching.encoders.hashing import HashingEncoder
from matching.matcher import Matcher
from matching.memory import KindMemory
from tests.matching.builders import demand, supply


def test_vectors_are_told_in_the_order_of_their_ids() -> None:
    matcher = Matcher(HashingEncoder())
    matcher.put([demand("X1", "漏点定位"), supply("G1", "管网听漏"), supply("G2", "作文批改")])
    matcher.remove(["G1"])
    matcher.put([supply("G3", "病历生成")])

    ids, vectors = matcher.placed("supply")

    assert sorted(ids) == ["G2", "G3"]
    expected = matcher.reference.place(
        matcher.encode([supply("G2", "作文批改"), supply("G3", "病历生成")]), "supply"
    )
    np.testing.assert_allclose(vectors[[ids.index("G2"), ids.index("G3")]], expected, atol=1e-6)
    assert matcher.placed("demand")[0] == ["X1"]


def test_everything_held_and_everything_to_come_is_described_anew() -> None:
    encoder = HashingEncoder()
    water, school = demand("X1", "漏点定位"), supply("G1", "作文批改")
    matcher = Matcher(encoder)
    matcher.put([water, school])
    assert "same_kind" not in codes(matcher, "X1", "G1")
    leaks, essays = (
        place(matcher, listing) for listing in (demand("a", "漏点定位"), demand("b", "作文批改"))
    )
    offers = np.stack([place(matcher, supply("c", "管网听漏")), place(matcher, supply("d", "作文批改"))])

    matcher.remember(KindMemory(["leaks", "essays"], np.stack([leaks, essays]), offers, 0.05))
    matcher.put([supply("G2", "管网听漏")])

    (common,) = [r for r in matcher.explain("X1", "G2").reasons if r.code == "same_kind"]
    assert common.values["kind"] == "leaks"
    assert common.values["need"] == pytest.approx(1.0, abs=1e-3)
    assert common.values["offer"] == pytest.approx(1.0, abs=1e-3)
    assert "same_kind" not in codes(matcher, "X1", "G1")


def codes(matcher: Matcher, demand_id: str, supply_id: str) -> set[str]:
    return {reason.code for reason in matcher.explain(demand_id, supply_id).reasons}


def place(matcher: Matcher, listing: Document) -> Vectors:
    placed: Vectors = matcher.reference.place(matcher.encode([listing]), listing.kind)[0]
    return placed
