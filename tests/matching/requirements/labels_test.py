"""How often answers are right, on labelled pairs of texts that nothing was fitted to."""

from __future__ import annotations

from collections import Counter

import pytest

from matching.encoders.base import Encoder
from matching.knowledge.kinds import split_of
from matching.requirements.checking import Share, judge_labels, measure, measure_split
from matching.requirements.labels import LabelledPair, read_labels
from matching.requirements.reader import PointReader

# Floors may only rise. Measured on the held-out half: see README.md.
SENTENCE_FLOOR = 0.8
SPLIT_FLOOR = 0.8


@pytest.fixture(scope="module")
def held_out() -> list[LabelledPair]:
    return read_labels("held_out")


def test_there_are_enough_labels_and_none_is_in_both_parts(held_out: list[LabelledPair]) -> None:
    dev = read_labels("dev")
    assert sum(len(pair.points) for pair in held_out) >= 200
    kinds = [{pair.id.rsplit("-", 1)[0] for pair in part} for part in (dev, held_out)]
    assert not kinds[0] & kinds[1]
    assert {split_of(kind) for part in kinds for kind in part} == {"test"}


def test_every_label_quotes_its_texts(held_out: list[LabelledPair]) -> None:
    for pair in [*held_out, *read_labels("dev")]:
        text = pair.supply.title + "\n" + pair.supply.description
        for point in pair.points:
            at = point.passage
            assert pair.demand.description[at.start : at.end] == at.text
            assert all(answer in text for answer in point.answers)
            assert bool(point.answers) == (point.verdict != "not_stated")


def test_all_verdicts_and_aspects_are_labelled(held_out: list[LabelledPair]) -> None:
    verdicts = Counter(point.verdict for pair in held_out for point in pair.points)
    aspects = Counter(point.aspect for pair in held_out for point in pair.points)
    assert len(verdicts) == 4 and min(verdicts.values()) >= 15
    assert len(aspects) == 6 and min(aspects.values()) >= 15


def test_needs_are_cut_as_a_reader_cuts_them(held_out: list[LabelledPair]) -> None:
    assert measure_split(held_out).value >= SPLIT_FLOOR


@pytest.mark.model
def test_points_find_their_sentences(held_out: list[LabelledPair], e5: Encoder) -> None:
    found = measure(judge_labels(PointReader(e5), held_out))
    assert found["sentence"].value >= SENTENCE_FLOOR


def test_an_interval_holds_its_share() -> None:
    low, high = Share(170, 200).interval
    assert low < 0.85 < high and high - low < 0.11
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(5, 5).interval[1] == pytest.approx(1.0)
