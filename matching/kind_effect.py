"""What a kind of problem changes: who recalls it, and which first suggestions it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.describing import Describer
from matching.documents import Kind
from matching.encoders.base import Vectors
from matching.errors import UnknownDocument
from matching.matcher import Matcher
from matching.memory import KindMemory
from matching.results import Suggestion
from matching.wording import Counts, likeness

Floats = NDArray[np.float64]

PARTS = ("memory", "wording")
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

    `demands` and `supplies` are `recall_of` the kind. The scores differ from those in service by what changes
    of the two parts that know kinds; everything else of a pair stays, also what its supply prefers.
    """
    examined = _chosen(matcher, demands, supplies)
    describers = [Describer(memory, matcher.trained.wording) for memory in (now, without, with_kind)]
    moved, heeded = [], False
    for key in examined:
        try:
            pairs = matcher.rank(key, CANDIDATES).suggestions
            need = _Side("demand", *matcher.held("demand", [key]))
            offers = _Side("supply", *matcher.held("supply", [pair.supply_id for pair in pairs]))
        except UnknownDocument:  # withdrawn since it was read
            continue
        if not pairs:
            continue
        weights = np.asarray([[_weight(pair, part) for part in PARTS] for pair in pairs])
        heeded = heeded or bool(weights.any())
        present, before, after = (_values(describer, need, offers) for describer in describers)
        tops = [_top(pairs, (weights * (other - present)).sum(axis=1)) for other in (before, after)]
        if [supply for supply, _ in tops[0]] != [supply for supply, _ in tops[1]]:
            moved.append(Moved(key, *tops))
    return Moves(tuple(moved), len(examined), heeded)


@dataclass(frozen=True)
class _Side:
    """Listings of one side: placed vectors, shape (n, d), and counts of their terms."""

    kind: Kind
    vectors: Vectors
    counted: Sequence[Counts]


def _chosen(matcher: Matcher, demands: Sequence[Recall], supplies: Sequence[Recall]) -> list[str]:
    chosen = [recall.id for recall in demands[:NEAREST_DEMANDS]]
    for supply in supplies[:NEAREST_SUPPLIES]:
        try:
            chosen += [pair.demand_id for pair in matcher.rank_demands(supply.id, DEMANDS_OF_SUPPLY)]
        except UnknownDocument:
            continue
    return list(dict.fromkeys(chosen))


def _weight(pair: Suggestion, name: str) -> float:
    return next((part.weight for part in pair.parts if part.name == name), 0.0)


def _values(describer: Describer, need: _Side, offers: _Side) -> Floats:
    """What the `PARTS` of a demand with n supplies are worth, as matching.signals has it; shape (n, 2)."""
    asked, said = (describer.profile(side.vectors, side.kind) for side in (need, offers))
    by_kind = np.zeros(max(int(asked.kinds.max()), int(said.kinds.max())) + 2)
    by_kind[asked.kinds[0]] = asked.roots[0]
    by_kind[-1] = 0.0  # where kind -1, which stands for none, was written
    shared = (by_kind[said.kinds] * said.roots).sum(axis=1)
    pointing = (
        describer.pointing(profile, side.counted, side.kind)
        for profile, side in ((asked, need), (said, offers))
    )
    return np.column_stack([shared, likeness(*pointing)[0]])


def _top(pairs: Sequence[Suggestion], changes: Floats) -> tuple[tuple[str, float], ...]:
    scored = [
        (pair.supply_id, pair.score + change) for pair, change in zip(pairs, changes.tolist(), strict=True)
    ]
    return tuple(sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:TOP])
