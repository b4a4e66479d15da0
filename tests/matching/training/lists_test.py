"""Lists drawn from kinds of problem."""

from __future__ import annotations

import pytest

from matching.knowledge.kinds import kinds_of, read_kinds, split_of
from matching.training.lists import SOLVES, ListShape, draw_list

TUNE = kinds_of("tune")


def test_the_splits_part_all_kinds_and_stay() -> None:
    splits = {name: {kind.id for kind in kinds_of(name)} for name in ("train", "tune", "test")}
    assert sum(map(len, splits.values())) == len(read_kinds())
    assert split_of("city-001") == split_of("city-001")
    shares = {name: len(ids) / len(read_kinds()) for name, ids in splits.items()}
    assert shares["train"] == pytest.approx(0.6, abs=0.04)
    assert shares["test"] == pytest.approx(0.2, abs=0.04)


def test_a_list_is_the_same_for_a_seed_and_another_for_another() -> None:
    assert draw_list(TUNE, 1) == draw_list(TUNE, 1)
    assert draw_list(TUNE, 1) != draw_list(TUNE, 2)


def test_a_list_has_its_shape_and_judges_only_what_was_written_for_the_demand() -> None:
    shape = ListShape(demands=30, supplies=200, unserved=0.3)
    drawn = draw_list(TUNE, 3, shape, kinds_of("train"))
    kinds = {d.id: d for d in drawn.documents}
    assert len([d for d in drawn.documents if d.kind == "demand"]) == shape.demands
    assert len([d for d in drawn.documents if d.kind == "supply"]) == shape.supplies
    assert 0 < sum(not grades for grades in drawn.judgements.values()) < shape.demands
    for demand, grades in drawn.judgements.items():
        assert set(grades.values()) <= {SOLVES}
        assert all(kinds[supply].industry == kinds[demand].industry for supply in grades)


def test_what_memory_may_know_never_stands_in_the_list() -> None:
    drawn = draw_list(TUNE, 4)
    titles = {document.title for document in drawn.documents}
    assert drawn.known
    for kind in drawn.known:
        assert not titles & {text.title for text in (*kind.demands, *kind.supplies)}


def test_too_few_kinds_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="40 demands need as many kinds"):
        draw_list(TUNE[:5], 1)
