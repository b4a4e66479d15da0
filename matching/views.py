"""Shows the same listings with less text: six views, from full texts to titles alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from matching.documents import Document

Cut = Literal["full", "summary", "title"]

VIEWS: tuple[tuple[Cut, Cut], ...] = (
    ("full", "full"),
    ("full", "summary"),
    ("summary", "full"),
    ("summary", "summary"),
    ("title", "full"),
    ("title", "title"),
)


def view_name(demand_cut: Cut, supply_cut: Cut) -> str:
    """How a view is written: the demand's text, a stroke, the supply's."""
    return f"{demand_cut}/{supply_cut}"


VIEW_NAMES = tuple(view_name(*view) for view in VIEWS)


def cut_document(document: Document, cut: Cut) -> Document:
    """The document with only its title, its title and summary, or all; the field of application stays."""
    if cut == "full":
        return document
    short = replace(document, description="", technologies=(), cases="")
    return short if cut == "summary" else replace(short, summary="")
