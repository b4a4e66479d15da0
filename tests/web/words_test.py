"""Templates name the product's words in the language of the reader, not of whoever opened the page first."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import nodes

from marketplace.errors import WrongState
from marketplace.models import MatchState
from marketplace.models.transitions import check_transition
from marketplace.models.vocabulary import INDUSTRIES, ORGANIZATION_TYPES
from marketplace.settings import ROOT
from marketplace.web import words
from marketplace.web.faults import message_of

TEMPLATES = ROOT / "templates"
# Those take a name of the template itself and no words.
WORDLESS = {"replace", "length", "join", "format", "trim", "safe"}


def test_no_filter_that_translates_stands_behind_a_constant(app: Flask) -> None:
    """Jinja works such a filter out once, when it compiles the template: its language would stay."""
    paths = sorted(TEMPLATES.rglob("*.html"))
    assert len(paths) > 100
    frozen = [
        (str(path.relative_to(TEMPLATES)), filtered.name)
        for path in paths
        for filtered in app.jinja_env.parse(path.read_text(encoding="utf-8")).find_all(nodes.Filter)
        if isinstance(filtered.node, nodes.Const) and filtered.name not in WORDLESS
    ]
    assert frozen == []


@pytest.mark.parametrize(
    ("language", "expected"), [("zh", "待审核 → 已签约"), ("en", "“To review” to “Signed”")]
)
def test_a_refused_change_names_the_states_in_words(app: Flask, language: str, expected: str) -> None:
    with pytest.raises(WrongState) as refused:
        check_transition(MatchState.SUGGESTED, MatchState.SIGNED)
    with app.test_request_context(f"/?lang={language}"):
        assert expected in message_of(refused.value)


def test_every_value_that_may_be_imported_has_its_word() -> None:
    assert set(words.INDUSTRIES) == set(INDUSTRIES)
    assert set(words.ORGANIZATION_TYPES) == set(ORGANIZATION_TYPES)
