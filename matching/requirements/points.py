"""Splits a need into its requirement points, each a stretch of its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.documents import Document
from matching.requirements.aspects import ASKS, aspect_of
from matching.requirements.constraints import wanted_constraints
from matching.requirements.quantities import Quantity, find_quantities
from matching.requirements.sentences import cut_clauses, cut_sentences, trimmed
from matching.requirements.telling import asks_nothing, where_asking_begins
from matching.results import Aspect, Passage

# Nobody reads more points of one need, and explaining must not take long because a text is long.
MOST_POINTS = 24
# A clause shorter than this only goes with its neighbour (个, 的话, 另外).
_SHORT = 5
# A problem told at greater length is more than one point.
_GLANCE = 110
# A wish no longer than this cannot be read alone.
_BARE = 14
_WISH = re.compile(r"想|盼|希望|期望|求")
# What a requirement starts with in the middle of a clause without a comma: 、and 且.
_JOINT = re.compile(r"[、]|并且|而且|且(?!听)")


@dataclass(frozen=True)
class Point:
    """One requirement: where it stands, its kind, and the figures in it."""

    passage: Passage
    aspect: Aspect
    quantities: tuple[Quantity, ...]


def split_points(demand: Document) -> list[Point]:
    """The points of a need in the order of its text, then its budget and deadline.

    The problem is told once: where the summary tells it, what the description tells before it asks anything
    is background, and no supply need answer that. A need of a title alone gives the title as its one point.
    """
    told, asked = _split_field(demand, "summary")
    more_told, more_asked = _split_field(demand, "description")
    passages = [*told, *asked, *(() if told else more_told), *more_asked]
    if not passages:
        title = trimmed("title", demand.title, 0, len(demand.title))
        passages = [title] if title is not None else []
    points = [make_point(passage, demand) for passage in _distinct(passages)]
    return points[:MOST_POINTS] + list(_fields(demand))


def make_point(passage: Passage, demand: Document) -> Point:
    """A stretch of the need's prose as a point."""
    quantities = tuple(find_quantities(passage.text))
    if passage.start < _asking_begins(demand, passage.field):
        return Point(passage, "problem", quantities)
    return Point(passage, aspect_of(passage.text, quantities, passage.start == 0), quantities)


def _asking_begins(demand: Document, field: str) -> int:
    """Where a field begins to ask. A summary that asks nothing tells the problem; the description asks."""
    text = getattr(demand, field)
    begin = where_asking_begins(text)
    if begin is None:
        return len(text) if field == "summary" and demand.description.strip() else 0
    return begin


def _split_field(demand: Document, field: str) -> tuple[list[Passage], list[Passage]]:
    """What a field tells before it asks anything, in a point or a few, and each requirement after that."""
    text, begin = getattr(demand, field), _asking_begins(demand, field)
    told: list[Passage] = []
    asked: list[Passage] = []
    for sentence in cut_sentences(text, field):
        pieces = list(_pieces(sentence))
        told += [piece for piece in pieces if piece.start < begin]
        asked += _split_sentence([piece for piece in pieces if piece.start >= begin], text)
    if told and asked and _is_bare_wish(asked[0]) and text[told[-1].end : asked[0].start] == "，":
        told.append(asked.pop(0))
    return list(_told_together(told, text)), [p for p in asked if not asks_nothing(p.text)]


def _is_bare_wish(passage: Passage) -> bool:
    """A wish that says nothing apart from the problem it ends: 想第一次就派对, 盼有个办法."""
    return len(passage.text) <= _BARE and bool(_WISH.search(passage.text)) and not _requires(passage.text)


def _told_together(told: list[Passage], text: str) -> Iterator[Passage]:
    """Neighbouring clauses of the problem, joined as long as they can be read at a glance."""
    group: list[Passage] = []
    for clause in told:
        if group and clause.end - group[0].start > _GLANCE:
            yield _joined(group, text)
            group = []
        group.append(clause)
    if group:
        yield _joined(group, text)


def _split_sentence(clauses: list[Passage], text: str) -> Iterator[Passage]:
    """Clauses of a sentence joined into points: a new one begins where a second requirement does."""
    group: list[Passage] = []
    for clause in clauses:
        if group and _begins_anew(group, clause):
            yield _joined(group, text)
            group = []
        group.append(clause)
    if group:
        yield _joined(group, text)


def _pieces(sentence: Passage) -> Iterator[Passage]:
    """Clauses; one that lists two requirements with 、or 且 is cut between them."""
    for clause in cut_clauses(sentence):
        start = 0
        for joint in _JOINT.finditer(clause.text):
            left, right = clause.text[start : joint.start()], clause.text[joint.end() :]
            if _requires(left) and _requires(right) and len(left) >= _SHORT:
                piece = trimmed(clause.field, clause.text, start, joint.start(), clause.start)
                if piece is not None:
                    yield piece
                start = joint.end()
        rest = trimmed(clause.field, clause.text, start, len(clause.text), clause.start)
        if rest is not None:
            yield rest


def _requires(text: str) -> bool:
    """Whether a piece carries a requirement that can be checked: a bound or a named condition."""
    return bool(wanted_constraints(text)) or any(q.direction != "plain" for q in find_quantities(text))


def _begins_anew(group: list[Passage], clause: Passage) -> bool:
    if len(clause.text) < _SHORT:
        return False
    held = "，".join(piece.text for piece in group)
    if len(held) < _SHORT:
        return False
    mine = aspect_of(clause.text, find_quantities(clause.text))
    theirs = aspect_of(held, find_quantities(held), group[0].start == 0)
    if not (_asks(clause.text) or _requires(clause.text)):
        # Said after a figure, a clause about something else is a requirement too, asked for or not.
        return _requires(held) and theirs != mine and len(clause.text) > _SHORT
    if theirs == "problem" or _requires(held):
        return True
    return _asks(held) and (_requires(clause.text) or theirs != mine)


def _asks(text: str) -> bool:
    return bool(ASKS.search(text))


def _joined(group: list[Passage], text: str) -> Passage:
    start, end = group[0].start, group[-1].end
    return Passage(group[0].field, start, end, text[start:end])


def _distinct(passages: list[Passage]) -> Iterator[Passage]:
    """Summaries are often repeated in descriptions; each text counts once."""
    seen: set[str] = set()
    for passage in passages:
        if passage.text not in seen:
            seen.add(passage.text)
            yield passage


def _fields(demand: Document) -> Iterator[Point]:
    """The budget and the deadline, which stand in fields of their own."""
    if demand.budget_wan is not None:
        written = f"{demand.budget_wan:g}"
        yield Point(Passage("budget_wan", 0, len(written), written), "delivery", ())
    if demand.deadline is not None:
        written = demand.deadline.isoformat()
        yield Point(Passage("deadline", 0, len(written), written), "delivery", ())
