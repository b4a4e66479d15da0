"""Profiles of what is held, given and given anew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.documents import Kind
from matching.encoders.base import Vectors
from matching.encoders.hashing import HashingEncoder
from matching.facts import PROFILE_KINDS, Describe
from matching.matcher import Matcher
from tests.matching.builders import demand, supply


def all_about(number: int) -> Describe:
    """A description that finds every listing to be about one kind."""

    def describe(vectors: Vectors, kind: Kind) -> tuple[NDArray[np.int16], NDArray[np.float16]]:
        kinds = np.full((len(vectors), PROFILE_KINDS), number, dtype=np.int16)
        return kinds, np.ones((len(vectors), PROFILE_KINDS), dtype=np.float16)

    return describe


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
    matcher = Matcher(HashingEncoder(), describe=all_about(3))
    matcher.put([demand("X1", "漏点定位"), supply("G1", "管网听漏")])

    matcher.describe_anew(all_about(5))
    matcher.put([supply("G2", "作文批改")])

    columns = matcher.stored().columns
    assert columns["demand"]["fact-profile_kinds"][:, 0].tolist() == [5]
    assert columns["supply"]["fact-profile_kinds"][:, 0].tolist() == [5, 5]
