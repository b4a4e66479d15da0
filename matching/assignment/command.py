"""`python -m matching assign`: rank every demand, share out the supplies, say what the caps traded."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path

from matching.assignment.assign import assign
from matching.assignment.candidates import Pair, make_candidates
from matching.assignment.limits import Limits, Room
from matching.assignment.results import Assignment, Cause, ChosenPair, Lack, Move, Shortfall
from matching.documents import Document, read_listings
from matching.encoders.base import EncoderSettings
from matching.encoders.factory import load_encoder
from matching.errors import InputError
from matching.matcher import Matcher
from matching.results import Suggestion

LOCK, BAR = "lock", "bar"
# A demand that nothing fits gets its nearest few, but never at the expense of another.
NEAREST = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--per-demand", type=int, default=5, metavar="N", help="most supplies of a demand")
    parser.add_argument("--floor", type=int, default=3, metavar="N", help="least supplies of a demand")
    parser.add_argument(
        "--supply-cap", type=int, default=2, metavar="N", help="most demands of a supply; 0: any"
    )
    parser.add_argument(
        "--organization-cap", type=int, default=3, metavar="N", help="most pairs of an organization; 0: any"
    )
    parser.add_argument("--depth", type=int, default=50, metavar="N", help="candidates of each demand")
    parser.add_argument(
        "--decided", type=Path, metavar="FILE.tsv", help="demand, supply, and lock or bar, a line a pair"
    )
    parser.add_argument("--json", action="store_true", help="everything as JSON")
    parser.set_defaults(run_command=share_out)


def share_out(options: argparse.Namespace, settings: EncoderSettings) -> None:
    """`demand<TAB>supply<TAB>rank<TAB>value<TAB>locked` to stdout, what was traded to stderr."""
    documents = read_listings(options.listings)
    locked, barred = read_decided(options.decided, documents) if options.decided else (set(), set())
    limits = limits_of(options)
    matcher = Matcher(load_encoder(settings))
    matcher.put(documents)
    demands = [document.id for document in documents if document.kind == "demand"]
    owners = {d.id: d.organization or d.id for d in documents if d.kind == "supply"}
    rankings = {demand: matcher.rank(demand, options.depth) for demand in demands}
    suggestions = [s for ranking in rankings.values() for s in ranking.suggestions]
    calibrated = all(s.probability is not None for s in suggestions)
    worth = [(s.demand_id, s.supply_id, worth_of(s, calibrated)) for s in suggestions]
    nearest = Room(0, min(NEAREST, limits.room.ceiling))
    rooms = {demand: nearest for demand, ranking in rankings.items() if not ranking.served}
    limits = Limits(limits.per_supply, limits.per_organization, limits.room, rooms)
    found = assign(make_candidates(demands, owners, worth, locked), limits, locked, barred)
    if options.json:
        account = {**asdict(found), "loss": found.loss, "valued_by": "probability" if calibrated else "score"}
        sys.stdout.write(json.dumps(account, ensure_ascii=False, indent=2) + "\n")
        return
    for chosen in found.chosen:
        sys.stdout.write(_line(chosen))
    sys.stderr.write("\n".join(told(found, calibrated)) + "\n")


def worth_of(suggestion: Suggestion, calibrated: bool) -> float:
    """What is expected of a pair, 0..1; without calibration the score stands in for the probability."""
    known = suggestion.probability if calibrated else None
    return min(1.0, max(0.0, suggestion.score if known is None else known))


def limits_of(options: argparse.Namespace) -> Limits:
    """The limits asked for. Raises InputError for numbers that make no sense together."""
    try:
        return Limits(
            options.supply_cap or None,
            options.organization_cap or None,
            Room(options.floor, options.per_demand),
        )
    except ValueError as problem:
        raise InputError("the command line", None, None, str(problem), "Choose other numbers.") from problem


def read_decided(path: Path, documents: Sequence[Document]) -> tuple[set[Pair], set[Pair]]:
    """The pairs to keep and those to leave out. Raises InputError, naming the line."""
    kinds = {document.id: document.kind for document in documents}
    marked: dict[str, set[Pair]] = {LOCK: set(), BAR: set()}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        demand, supply, mark = [*line.split("\t"), "", "", ""][:3]
        if mark.strip() not in marked:
            raise InputError(
                str(path), number, None, f"{mark!r} is neither lock nor bar", "Write one of them."
            )
        for code, kind in ((demand, "demand"), (supply, "supply")):
            if kinds.get(code) != kind:
                raise InputError(str(path), number, kind, f"no {kind} {code!r} is listed", "Mend the code.")
        marked[mark.strip()].add((demand, supply))
    return marked[LOCK], marked[BAR]


def told(found: Assignment, calibrated: bool) -> list[str]:
    """What the caps traded, line by line."""
    measure = "expected accepted pairs" if calibrated else "sum of scores (not calibrated)"
    lines = [
        f"{len(found.chosen)} pairs, {measure} {found.value:.2f}; "
        f"without caps {found.uncapped_value:.2f} ({found.loss:.2%} given up)"
    ]
    lines += [_moved(move) for move in found.moves]
    lines += [_missed(row) for row in found.shortfalls]
    if found.relaxation is not None:
        caps = [f"{name} {value}" for name, value in asdict(found.relaxation).items() if value is not None]
        lines.append(f"  enough to fill every floor: {' or '.join(caps)}")
    return lines


def _line(chosen: ChosenPair) -> str:
    mark = "locked" if chosen.locked else ""
    return f"{chosen.demand}\t{chosen.supply}\t{chosen.rank}\t{chosen.value:.6f}\t{mark}\n"


def _moved(move: Move) -> str:
    full = {
        Cause.SUPPLY_FULL: f"{move.lost.supply} is taken by {_some(move.holders)}",
        Cause.ORGANIZATION_FULL: f"{move.lost.organization} is taken by {_some(move.holders)}",
        Cause.EQUAL: f"another is worth as much as {move.lost.supply}",
    }
    instead = f"number {move.gained.rank} {move.gained.supply}" if move.gained else "nobody"
    return f"  {move.demand}: {full[move.cause]}; gets {instead} instead ({move.difference:+.3f})"


def _missed(row: Shortfall) -> str:
    why = "too few candidates" if row.lack is Lack.FEW_CANDIDATES else "its candidates are full"
    return f"  {row.demand}: {row.count} of {row.floor}, {why}"


def _some(demands: Collection[str]) -> str:
    named = list(demands)[:3]
    return ", ".join(named) + (f" and {len(demands) - 3} more" if len(demands) > 3 else "")
