"""Reads a need as it is typed, and one that was handed in. It advises and never blocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from marketplace.models import ListingVersion
from marketplace.permissions import Actor, Permission, require
from marketplace.services.clarity.typed import amount_of, day_of, plain_lines
from matching.clarity.findings import Finding
from matching.clarity.reading import read_clarity
from matching.documents import Document

TYPED = ("title", "summary", "description", "budget_wan", "deadline")


def read_typed_need(actor: Actor, typed: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings about the fields TYPED as they stand in a form; what is no amount or day counts as none.

    Raises NotAllowed.
    """
    require(actor, Permission.WRITE_LISTINGS)
    return _read(
        typed.get("title", ""),
        typed.get("summary", ""),
        typed.get("description", ""),
        amount_of(typed.get("budget_wan", "")),
        day_of(typed.get("deadline", "")),
    )


def read_version(actor: Actor, version: ListingVersion) -> tuple[Finding, ...]:
    """The findings about a version of a demand, for those who moderate. Raises NotAllowed."""
    require(actor, Permission.MODERATE_LISTINGS)
    budget = None if version.budget_wan is None else float(version.budget_wan)
    return _read(version.title, version.summary, version.description, budget, version.deadline)


def _read(
    title: str, summary: str, description: str, budget: float | None, deadline: date | None
) -> tuple[Finding, ...]:
    return read_clarity(
        Document(
            id="need",
            kind="demand",
            title=plain_lines(title),
            summary=plain_lines(summary),
            description=plain_lines(description),
            budget_wan=budget,
            deadline=deadline,
        )
    )
