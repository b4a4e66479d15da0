"""What a kind of problem changes: who recalls it, and which first suggestions it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.documents import Kind
from matching.encoders.base import Vectors
from matching.errors import UnknownDocument
from matching.matcher import Matcher
from matching.memory import KindMemory
from matching.results import Suggestion

Floats = NDArray[np.float64]

PART = "memory"
# So many first suggestions are compared, among so many candidates of each demand that is examined.
TOP, CANDIDATES = 3, 40
# Demands examined: those nearest the kind, and those nearest the supplies that recall it.
NEAREST_DEMANDS, NEAREST_SUPPLIES, DEMANDS_OF_SUPPLY = 16, 8, 3


@dataclass(frozen=True)
class Recall:
    """How a listing recalls one kind: its cosine to the kind's own side, its share of all that it recalls.

    `is_first`: it recalls no other kind more.
    """

    id: str
    kind: Kind
    similarity: float
    share: float
    is_first: bool


@dataclass(frozen=True)
class Moved:
    """A demand whose first suggestions differ: (supply id, score), best first, without and with the kind."""

    demand_id: str
    before: tuple[tuple[str, float], ...]
    after: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Moves:
    """`examined`: how many demands were compared; `ranks_by_kinds`: whether the matcher heeds kinds."""

    moved: tuple[Moved, ...]
    examined: int
    ranks_by_kinds: bool


def recall_of(
    memory: KindMemory, name: str, ids: Sequence[str], vectors: Vectors, kind: Kind
) -> list[Recall]:
    """Every listing's recall of the kind called `name`, nearest first; placed vectors of shape (n, d)."""
    row = memory.names.index(name)
    own = own_cosines(memory, vectors, kind, row)
    found: list[Recall] = []
    for start in range(0, len(ids), 4096):
        some = slice(start, start + 4096)
        shares, similarities = shares_of(memory, vectors[some], kind)
        firsts = similarities.argmax(axis=1) == row
        columns = zip(ids[some], own[some].tolist(), shares[:, row].tolist(), firsts.tolist(), strict=True)
        found += [Recall(key, kind, cosine, share, first) for key, cosine, share, first in columns]
    return sorted(found, key=lambda recall: (-recall.similarity, recall.id))


def shares_of(memory: KindMemory, vectors: Vectors, kind: Kind) -> tuple[Vectors, Vectors]:
    """Of placed vectors (n, d), each kind's share of all that they recall, and their similarities; (n, k)."""
    similarities = memory.similarities(vectors, kind)
    raised = np.exp((similarities - similarities.max(axis=1, keepdims=True)) / memory.temperature)
    shares: Vectors = raised / raised.sum(axis=1, keepdims=True)
    return shares, similarities


def own_cosines(memory: KindMemory, vectors: Vectors, kind: Kind, row: int) -> Vectors:
    """Of placed vectors (n, d) to their own side of one kind, shape (n,)."""
    mean = (memory.needs if kind == "demand" else memory.offers)[row]
    cosines: Vectors = vectors @ mean / max(float(np.linalg.norm(mean)), 1e-9)
    return cosines


def moves_of(
    matcher: Matcher,
    now: KindMemory,
    without: KindMemory,
    with_kind: KindMemory,
    demands: Sequence[Recall],
    supplies: Sequence[Recall],
) -> Moves:
    """Compares first suggestions under two memories, the matcher ranking with `now`.

    `demands` and `supplies` are `recall_of` the kind. The scores differ from those in service by what the
    memory's part of them changes; everything else of a pair stays.
    """
    examined = _chosen(matcher, demands, supplies)
    sides = {side: _by_id(*matcher.placed(side)) for side in ("demand", "supply")}
    moved, heeded = [], False
    for key in examined:
        try:
            pairs = matcher.rank(key, CANDIDATES).suggestions
        except UnknownDocument:  # withdrawn since it was read
            continue
        pairs = tuple(pair for pair in pairs if pair.supply_id in sides["supply"])
        if key not in sides["demand"] or not pairs:
            continue
        weights = np.asarray([_weight(pair) for pair in pairs])
        heeded = heeded or bool(weights.any())
        vectors = np.stack([sides["supply"][pair.supply_id] for pair in pairs])
        present, before, after = (
            _affinities(memory, sides["demand"][key], vectors) for memory in (now, without, with_kind)
        )
        tops = [_top(pairs, weights * (other - present)) for other in (before, after)]
        if [supply for supply, _ in tops[0]] != [supply for supply, _ in tops[1]]:
            moved.append(Moved(key, *tops))
    return Moves(tuple(moved), len(examined), heeded)


def _chosen(matcher: Matcher, demands: Sequence[Recall], supplies: Sequence[Recall]) -> list[str]:
    chosen = [recall.id for recall in demands[:NEAREST_DEMANDS]]
    for supply in supplies[:NEAREST_SUPPLIES]:
        try:
            chosen += [pair.demand_id for pair in matcher.rank_demands(supply.id, DEMANDS_OF_SUPPLY)]
        except UnknownDocument:
            continue
    return list(dict.fromkeys(chosen))


def _by_id(ids: Sequence[str], vectors: Vectors) -> dict[str, Vectors]:
    return dict(zip(ids, vectors, strict=True))


def _weight(pair: Suggestion) -> float:
    return next((part.weight for part in pair.parts if part.name == PART), 0.0)


def _affinities(memory: KindMemory, demand: Vectors, supplies: Vectors) -> Floats:
    """The memory's value of a demand with n supplies, as matching.signals has it; shape (n,)."""
    need, offers = memory.recall(demand[None], "demand"), memory.recall(supplies, "supply")
    by_kind = np.zeros(len(memory) + 1)
    np.add.at(by_kind, need.kinds[0], need.roots[0])
    found: Floats = (by_kind[offers.kinds] * offers.roots).sum(axis=1)
    return found


def _top(pairs: Sequence[Suggestion], changes: Floats) -> tuple[tuple[str, float], ...]:
    scored = [
        (pair.supply_id, pair.score + change) for pair, change in zip(pairs, changes.tolist(), strict=True)
    ]
    return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:TOP])
