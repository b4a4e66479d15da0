"""What an assignment traded, as it is stored: plain JSON, listings and organizations by id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from marketplace.services.assignments.problem import Problem
from matching.assignment.results import Assignment as Outcome
from matching.assignment.results import ChosenPair, Exposure, Move, Shortfall

# Beyond these a page is no longer read; the counts stand beside them.
MOST_MOVES, MOST_EXPOSURES = 500, 100


def make_report(outcome: Outcome, problem: Problem) -> dict[str, Any]:
    """Keys: valued_by, value, uncapped, loss, demands, pairs, locked, barred, unserved, moves, moved,
    supplies, organizations, shortfalls, relaxation, chosen (by demand)."""
    locked = sum(chosen.locked for chosen in outcome.chosen)
    return {
        "valued_by": problem.valued_by,
        "value": outcome.value,
        "uncapped": outcome.uncapped_value,
        "loss": outcome.loss,
        "demands": len(problem.demands),
        "pairs": len(outcome.chosen),
        "locked": locked,
        "barred": len(problem.barred),
        "unserved": sorted(map(int, problem.unserved)),
        "moved": len(outcome.moves),
        "moves": [_move(move, problem) for move in outcome.moves[:MOST_MOVES]],
        "supplies": _exposures(outcome.supplies),
        "organizations": _exposures(outcome.organizations),
        "shortfalls": [_shortfall(row) for row in outcome.shortfalls],
        "relaxation": asdict(outcome.relaxation) if outcome.relaxation else None,
        "chosen": _chosen(outcome.chosen, problem),
    }


def _chosen(pairs: Iterable[ChosenPair], problem: Problem) -> list[dict[str, Any]]:
    """One entry a demand."""
    found: dict[str, list[dict[str, Any]]] = {}
    for chosen in pairs:
        found.setdefault(chosen.demand, []).append(_pair(chosen, problem) | {"locked": chosen.locked})
    return [{"demand": int(demand), "pairs": rows} for demand, rows in found.items()]


def _pair(chosen: ChosenPair, problem: Problem) -> dict[str, Any]:
    """The rank is the engine's, as every other page shows it, where the engine ranks the pair."""
    ranked = problem.pairs.get(chosen.pair)
    rank = ranked.rank if ranked is not None else chosen.rank
    return {"supply": int(chosen.supply), "rank": rank, "value": chosen.value}


def _move(move: Move, problem: Problem) -> dict[str, Any]:
    return {
        "demand": int(move.demand),
        "lost": _pair(move.lost, problem),
        "gained": _pair(move.gained, problem) if move.gained else None,
        "organization": int(move.lost.organization),
        "cause": move.cause.value,
        "holders": list(map(int, move.holders)),
        "difference": move.difference,
    }


def _exposures(rows: Iterable[Exposure]) -> list[dict[str, Any]]:
    """Those that a cap or a lock concerns, or that stand before more than one demand."""
    told = [row for row in rows if max(row.count, row.uncapped) > 1 or row.locked]
    return [
        {
            "id": int(row.key),
            "count": row.count,
            "uncapped": row.uncapped,
            "locked": row.locked,
            "cap": row.cap,
            "price": row.price,
        }
        for row in told[:MOST_EXPOSURES]
    ]


def _shortfall(row: Shortfall) -> dict[str, Any]:
    return {
        "demand": int(row.demand),
        "floor": row.floor,
        "count": row.count,
        "candidates": row.candidates,
        "lack": row.lack.value,
        "full": [{"supply": int(supply), "cause": cause.value} for supply, cause in row.full],
    }
