"""Whoever pastes a need behind an offer, lists its words or names every technology gains no place by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from matching.documents import Document
from matching.encoders.base import Encoder
from matching.encoders.hashing import HashingEncoder
from matching.matcher import Matcher
from matching.segmentation import words

Stuff = Callable[[Document, Document], Document]


@pytest.fixture(scope="module")
def stuffable(open_list: list[Document]) -> Matcher:
    """The open list; every test puts back what it changes."""
    matcher = Matcher(HashingEncoder())
    matcher.put(open_list)
    return matcher


def misfits(
    open_list: list[Document], judgements: dict[str, dict[str, int]]
) -> list[tuple[Document, Document]]:
    """For each demand a supply of another owner that does not serve it, the same at every call."""
    draw = Random(7)
    supplies = [d for d in open_list if d.kind == "supply"]
    return [
        (
            need,
            draw.choice(
                [
                    s
                    for s in supplies
                    if not judgements[need.id].get(s.id) and s.organization != need.organization
                ]
            ),
        )
        for need in open_list
        if need.kind == "demand"
    ]


def listed(*texts: str) -> str:
    """The words of texts, each once, with commas between them."""
    return "、".join(dict.fromkeys(words("\n".join(texts))))


WAYS: dict[str, Stuff] = {
    "the whole need pasted": lambda offer, need: replace(
        offer, description="\n".join([offer.description, need.title, need.summary, need.description])
    ),
    "its title and summary pasted": lambda offer, need: replace(
        offer, description="\n".join([offer.description, need.title, need.summary])
    ),
    "all its words listed": lambda offer, need: replace(
        offer, description=f"{offer.description}\n{listed(need.title, need.summary, need.description)}"
    ),
    "the words of its summary listed": lambda offer, need: replace(
        offer, summary=f"{offer.summary}。{listed(need.title, need.summary)}"
    ),
}


@pytest.mark.model
@pytest.mark.parametrize("way", WAYS)
def test_no_stuffed_misfit_is_recommended_by_the_trained_matcher(
    way: str, e5: Encoder, open_list: list[Document], judgements: dict[str, dict[str, int]]
) -> None:
    matcher = Matcher(e5)
    matcher.put(open_list)
    for need, misfit in misfits(open_list, judgements):
        before = matcher.explain(need.id, misfit.id).rank or len(open_list)
        matcher.put([WAYS[way](misfit, need)])
        first = {s.supply_id for s in matcher.rank(need.id, top=3).suggestions}
        matcher.put([misfit])
        assert misfit.id not in first or before <= 3, f"{misfit.title} for {need.title}"


def test_a_pasted_need_lifts_no_misfit_into_the_first_three(
    stuffable: Matcher, open_list: list[Document], judgements: dict[str, dict[str, int]]
) -> None:
    for need, misfit in misfits(open_list, judgements):
        before = stuffable.explain(need.id, misfit.id).rank or 0
        pasted = "\n".join([misfit.description, need.title, need.summary, need.description])
        stuffable.put([replace(misfit, description=pasted)])
        found = stuffable.explain(need.id, misfit.id)
        stuffable.put([misfit])
        assert "copied_text" in {reason.code for reason in found.reasons}
        assert (found.rank or 0) > 3 or before <= 3


def test_naming_every_technology_lifts_no_misfit_into_the_first_three(
    stuffable: Matcher, open_list: list[Document], judgements: dict[str, dict[str, int]]
) -> None:
    every = tuple(dict.fromkeys(name for d in open_list for name in d.technologies))
    for need, misfit in misfits(open_list, judgements):
        before = stuffable.explain(need.id, misfit.id).rank or 0
        stuffable.put([replace(misfit, technologies=every)])
        found = stuffable.explain(need.id, misfit.id)
        stuffable.put([misfit])
        assert (found.rank or 0) > 3 or before <= 3


def test_no_pair_of_the_open_list_passes_for_a_copy(stuffable: Matcher, open_list: list[Document]) -> None:
    for need in (d for d in open_list if d.kind == "demand"):
        assert (stuffable.ranked(need.id)[1].scores.own == 1.0).all()
