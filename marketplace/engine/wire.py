"""How the engine's answers travel as JSON, read and written in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from marketplace.services.ports import Hit, RankedDemand, RankedPair


def to_json(thing: Hit | RankedDemand | RankedPair) -> dict[str, Any]:
    """A port's dataclass as plain JSON."""
    return asdict(thing)


def hit_of(data: Mapping[str, Any]) -> Hit:
    """A Hit from its JSON."""
    return Hit(**data)


def ranked_demand_of(data: Mapping[str, Any]) -> RankedDemand:
    """A RankedDemand, with its pairs, from its JSON."""
    return RankedDemand(
        demand_id=data["demand_id"],
        served=data["served"],
        pool_size=data["pool_size"],
        suggestions=tuple(ranked_pair_of(item) for item in data["suggestions"]),
        reranked=data["reranked"],
    )


def ranked_pair_of(data: Mapping[str, Any]) -> RankedPair:
    """A RankedPair from its JSON."""
    values = dict(data)
    for name in ("parts", "shared_terms", "reasons"):
        values[name] = tuple(values[name])
    return RankedPair(**values)
