"""Templates name the product's words in the language of the reader, not of whoever opened the page first."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from marketplace.settings import ROOT

TEMPLATES = ROOT / "templates"
# Those take a name of the template itself and no words.
WORDLESS = {"replace", "length", "join", "format", "trim", "safe"}


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_no_filter_that_translates_stands_behind_a_constant(app: Flask, path: Path) -> None:
    """Jinja works such a filter out once, when it compiles the template: its language would stay."""
    tree = app.jinja_env.parse(path.read_text(encoding="utf-8"))
    frozen = {
        filtered.name
        for filtered in tree.find_all(nodes.Filter)
        if isinstance(filtered.node, nodes.Const) and filtered.name not in WORDLESS
    }
    assert not frozen
