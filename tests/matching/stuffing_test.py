"""Whoever pastes a need behind an offer, or names every technology, gains no place by it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from matching.documents import Document
from matching.encoders.hashing import HashingEncoder
from matching.matcher import Matcher


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
