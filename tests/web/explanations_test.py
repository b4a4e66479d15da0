"""The engine's codes all have words, and a code without words breaks no page."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import matching
from marketplace.web.explanations import (
    AGAINST,
    PARTS,
    REASONS,
    explained_reasons,
    labelled_parts,
    part_label,
    reason_sentence,
)
from matching.fusion import SIGNALS
from matching.reranking.blending import RERANKER

LIBRARY = Path(matching.__file__).parent


def first_arguments(module: str, name: str) -> set[str]:
    """The first argument of every call of `name` in a module of the library: the codes it gives."""
    tree = ast.parse((LIBRARY / module).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == name]
    return {str(arg.value) for call in named for arg in call.args[:1] if isinstance(arg, ast.Constant)}


@pytest.fixture
def speaking(app: Flask) -> Iterator[None]:
    """A request in English."""
    with app.test_request_context("/?lang=en"):
        yield


def test_every_reason_of_the_library_has_words() -> None:
    given = first_arguments("explanation.py", "Reason")
    given |= first_arguments("requirements/explain.py", "Reason")
    given |= first_arguments("shortlist.py", "Reason")
    assert len(given) > 5
    assert given == set(REASONS)
    assert set(REASONS) >= AGAINST


def test_every_part_of_a_score_has_words() -> None:
    assert set(PARTS) == {*SIGNALS, RERANKER, "technology"}  # the last in what was suggested before


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_without_its_values_still_reads(code: str) -> None:
    sentence = reason_sentence({"code": code})
    assert "%(" not in sentence and sentence


@pytest.mark.usefixtures("speaking")
def test_values_are_written_for_readers() -> None:
    said = reason_sentence({"code": "weak_evidence", "values": {"score": 0.1234, "needed": 0.45}})
    assert "0.12" in said and "0.45" in said
    assert "83" in reason_sentence({"code": "below_shortlist", "values": {"rank": 83.0, "shortlist": 10.0}})
    assert "Smart healthcare" in reason_sentence(
        {"code": "same_industry", "values": {"industry": "智慧医疗"}}
    )
    assert "The supply" in reason_sentence({"code": "missing_description", "values": {"side": "supply"}})


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize("reason", [{}, {"code": None}, {"code": "moon", "values": None}, {"code": ""}])
def test_an_unknown_reason_is_named_not_hidden(reason: dict[str, object]) -> None:
    assert "engine" in reason_sentence(reason)
    assert part_label("moon") == "Other evidence (moon)"


@pytest.mark.usefixtures("speaking")
def test_stored_parts_and_reasons_for_the_templates() -> None:
    assert labelled_parts([{"name": "dense", "value": 1, "weight": 0.5}]) == [
        {"label": "Closeness of meaning", "value": 1.0, "weight": 0.5}
    ]
    assert [r["against"] for r in explained_reasons([{"code": "same_region"}, {"code": "excluded"}])] == [
        False,
        True,
    ]
