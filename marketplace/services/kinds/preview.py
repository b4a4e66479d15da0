"""What a kind of problem changes: the listings that recall it, and the suggestions it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from marketplace.models import Kind
from marketplace.permissions import Actor, Permission, require
from marketplace.services.kinds.known import known_kinds
from marketplace.services.kinds.text import UNSAVED, KindText
from marketplace.services.listings.card import ListingCard
from marketplace.services.listings.similar import cards_by_id
from marketplace.services.ports import MatchingEngine
from matching.knowledge.kinds import KindOfProblem


@dataclass(frozen=True)
class Recalling:
    """A listing that recalls the kind, how near it is (cosine), and whether it would be about it."""

    card: ListingCard
    similarity: float
    is_about: bool


@dataclass(frozen=True)
class Place:
    """A supply among a demand's first three, and whether it stands there only with, or without, the kind."""

    card: ListingCard
    score: float
    is_new: bool


@dataclass(frozen=True)
class Change:
    """A demand whose first three suggestions differ without and with the kind, best first."""

    demand: ListingCard
    before: Sequence[Place]
    after: Sequence[Place]


@dataclass(frozen=True)
class KindEffect:
    """`counts`: listings of each side that would be about the kind. `examined`: demands that were compared.

    `nearest` are other kinds with their similarity, nearest first. `ranks_by_kinds` is False when the matcher
    in service compares nothing by kinds, so that no suggestion can change.
    """

    counts: Mapping[Kind, int]
    recalled: Mapping[Kind, Sequence[Recalling]]
    nearest: Sequence[tuple[KindOfProblem, float]]
    changes: Sequence[Change]
    examined: int
    ranks_by_kinds: bool


def preview_kind(
    session: Session, actor: Actor, text: KindText, key: str = UNSAVED, *, engine: MatchingEngine
) -> KindEffect:
    """The kind's effect, whether it is stored (`key`) or not. Stores nothing.

    Raises NotAllowed, InvalidInput, EngineUnavailable.
    """
    require(actor, Permission.MANAGE_KINDS)
    answer = engine.preview_kind(_sent(text.checked(), key))
    ids = {row["listing_id"] for row in answer["recalled"]}
    ids |= {change["demand_id"] for change in answer["changes"]}
    ids |= {row["supply_id"] for change in answer["changes"] for row in (*change["before"], *change["after"])}
    cards = cards_by_id(session, sorted(ids))
    kinds = known_kinds(session)
    recalled: dict[Kind, list[Recalling]] = {side: [] for side in Kind}
    for row in answer["recalled"]:
        card = cards.get(row["listing_id"])
        if card is not None:  # withdrawn since the engine looked
            recalled[card.kind].append(Recalling(card, row["similarity"], row["is_about"]))
    changes = [_change(change, cards) for change in answer["changes"] if change["demand_id"] in cards]
    return KindEffect(
        {side: int(answer["counts"][side.value]) for side in Kind},
        recalled,
        [(kinds[row["kind"]], row["similarity"]) for row in answer["nearest"] if row["kind"] in kinds],
        changes,
        int(answer["examined"]),
        bool(answer["ranks_by_kinds"]),
    )


def _sent(text: KindText, key: str) -> dict[str, Any]:
    return {"id": key, **text.stored()}


def _change(change: Mapping[str, Any], cards: Mapping[int, ListingCard]) -> Change:
    sides = {}
    for name, other in (("before", "after"), ("after", "before")):
        others = {row["supply_id"] for row in change[other]}
        sides[name] = [
            Place(cards[row["supply_id"]], row["score"], row["supply_id"] not in others)
            for row in change[name]
            if row["supply_id"] in cards
        ]
    return Change(cards[change["demand_id"]], sides["before"], sides["after"])
