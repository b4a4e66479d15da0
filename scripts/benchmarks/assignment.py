"""How long the global assignment takes, and what its caps give up.

    python -m scripts.benchmarks.assignment [--demands 1000 --supplies 10000 --candidates 50]
    python -m scripts.benchmarks.assignment --open-list      # also the demonstration list; loads the model

The large problems are synthetic and harder than a real list: a few supplies are wanted by everybody (a Pareto
popularity of exponent 1), and an organization owns two and a half supplies on average. `all pairs` gives
every supply to every demand. Seconds are of the clock and of this process's own work, everything included:
ranking the candidates, solving, accounting for every move.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from matching.assignment.assign import assign
from matching.assignment.candidates import Candidates, make_candidates
from matching.assignment.limits import Limits, Room
from matching.assignment.results import Assignment

DATA = Path(__file__).parents[2] / "marketplace" / "demo" / "data"
USUAL = Limits(2, 3, Room(3, 5))
HEADER = f"{'':<38}{'clock':>8}{'work':>8}{'pairs':>7}{'short':>7}{'moves':>7}{'given up':>10}"
RELEVANT = 2


def make_problem(demands: int, supplies: int, each: int, seed: int = 7) -> Candidates:
    """`each` candidates for every demand, popular supplies more often and with greater values."""
    chance = np.random.default_rng(seed)
    popular = chance.pareto(1.0, supplies) + 1.0
    popular /= popular.sum()
    if each < supplies:
        rows = [chance.choice(supplies, each, replace=False, p=popular) for _ in range(demands)]
        supply = np.concatenate(rows)
    else:
        supply = np.tile(np.arange(supplies), demands)
    lift = 0.5 + 0.5 * np.minimum(1.0, popular[supply] * supplies / 5)
    organizations = max(1, supplies * 2 // 5)
    return Candidates(
        [f"X{number}" for number in range(demands)],
        [f"S{number}" for number in range(supplies)],
        [f"O{number}" for number in range(organizations)],
        chance.integers(0, organizations, supplies),
        np.repeat(np.arange(demands), each),
        supply,
        chance.beta(1, 4, len(supply)) * lift,
    )


def measure(label: str, candidates: Candidates, limits: Limits) -> Assignment:
    """Solve, check the caps, print one line."""
    clock, work = time.perf_counter(), time.process_time()
    found = assign(candidates, limits)
    clock, work = time.perf_counter() - clock, time.process_time() - work
    for cap, names in (
        (limits.per_supply, Counter(pair.supply for pair in found.chosen)),
        (limits.per_organization, Counter(pair.organization for pair in found.chosen)),
    ):
        if cap is not None and max(names.values()) > cap:
            raise RuntimeError("a cap was exceeded")
    print(
        f"{label:<38}{clock:>7.1f}s{work:>7.1f}s{len(found.chosen):>7}{len(found.shortfalls):>7}"
        f"{len(found.moves):>7}{found.loss:>10.2%}"
    )
    return found


def measure_open_list() -> None:
    """The demonstration list under the default model with several caps; `relevant`: judged so by hand."""
    from matching.documents import read_listings
    from matching.encoders.base import EncoderSettings
    from matching.encoders.factory import load_encoder
    from matching.evaluation.files import read_judgements
    from matching.matcher import Matcher

    documents = read_listings(DATA / "listings.jsonl")
    judged = read_judgements(DATA / "qrels.tsv")
    matcher = Matcher(load_encoder(EncoderSettings(model_dir=DATA.parents[2] / "var" / "models")))
    matcher.put(documents)
    demands = [document.id for document in documents if document.kind == "demand"]
    rankings = {demand: matcher.rank(demand, 50) for demand in demands}
    suggestions = [s for ranking in rankings.values() for s in ranking.suggestions]
    calibrated = all(s.probability is not None for s in suggestions)
    owners = {d.id: d.organization for d in documents if d.kind == "supply"}
    worth = [
        (s.demand_id, s.supply_id, s.score if s.probability is None else s.probability) for s in suggestions
    ]
    candidates = make_candidates(demands, owners, worth)
    rooms = {demand: Room(0, 3) for demand, ranking in rankings.items() if not ranking.served}
    print(f"\nopen list, valued by {'probability' if calibrated else 'score'}, {len(rooms)} demands unserved")
    print(f"{HEADER}{'relevant':>10}")
    for caps in ((None, None), (3, 5), (2, 3), (2, 2), (1, 2), (1, 1)):
        limits = replace(USUAL, per_supply=caps[0], per_organization=caps[1], rooms=rooms)
        found = assign(candidates, limits)
        good = sum(judged.get(pair.demand, {}).get(pair.supply, 0) >= RELEVANT for pair in found.chosen)
        print(
            f"{f'  caps {caps[0]} and {caps[1]}':<38}{'':>16}{len(found.chosen):>7}"
            f"{len(found.shortfalls):>7}{len(found.moves):>7}{found.loss:>10.2%}{good:>10}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--demands", type=int, default=1_000)
    parser.add_argument("--supplies", type=int, default=10_000)
    parser.add_argument("--candidates", type=int, default=50)
    parser.add_argument("--open-list", action="store_true")
    options = parser.parse_args()
    size = f"{options.demands:,} x {options.supplies:,}"
    print(HEADER)
    problem = make_problem(options.demands, options.supplies, options.candidates)
    measure(f"{size}, {options.candidates} candidates each", problem, USUAL)
    measure("  caps 1 and 1, floor 4: not all met", problem, Limits(1, 1, Room(4, 5)))
    measure(f"{size}, all pairs", make_problem(options.demands, options.supplies, options.supplies), USUAL)
    if options.open_list:
        measure_open_list()


if __name__ == "__main__":
    main()
