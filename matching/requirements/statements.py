"""What a sentence of a supply states, read once for all points of a need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matching.requirements.aspects import aspects_in
from matching.requirements.constraints import CONSTRAINTS, stance_on
from matching.requirements.exclusions import limit_in
from matching.requirements.manner import tells_outcome, tells_trouble
from matching.requirements.quantities import Quantity, find_quantities
from matching.requirements.rarity import characters_of
from matching.requirements.sentences import cut_clauses
from matching.requirements.vocabulary import groups_in
from matching.results import Aspect, Passage
from matching.segmentation import term_counts


@dataclass(frozen=True)
class Statement:
    """A sentence with its clauses, figures and words; `stances` by the name of a condition, `limit` as
    matching.requirements.exclusions finds it."""

    passage: Passage
    clauses: tuple[Passage, ...]
    quantities: tuple[Quantity, ...]
    terms: frozenset[str]
    characters: frozenset[str]
    groups: frozenset[str]
    aspects: frozenset[Aspect]
    stances: Mapping[str, bool]
    limit: str
    tells_trouble: bool
    tells_outcome: bool


def read_statement(passage: Passage) -> Statement:
    """A passage of a supply, read."""
    text = passage.text
    return Statement(
        passage=passage,
        clauses=tuple(cut_clauses(passage)),
        quantities=tuple(find_quantities(text)),
        terms=frozenset(term_counts(text)),
        characters=characters_of(text),
        groups=groups_in(text),
        aspects=aspects_in(text),
        stances={c.name: stance for c in CONSTRAINTS if (stance := stance_on(c, text)) is not None},
        limit=limit_in(text),
        tells_trouble=tells_trouble(text),
        tells_outcome=tells_outcome(text),
    )
