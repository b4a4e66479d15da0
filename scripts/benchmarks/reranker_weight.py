"""What share of the score a reranker may decide: made-up ones, from one that knows to one that guesses.

    python -m scripts.benchmarks.reranker_weight [--encoder default]

No reranker is shipped, so what stands behind an address is unknown when the share is chosen. Each made-up one
gives a pair of the open list the log-odds `sense` (grade - 1.2) + `bias` + `noise` times a normal draw. The
figures are nDCG@10 in the mean over the six views; `alone` is the reranker's own order of the first twenty.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.documents import read_listings
from matching.encoders.base import EncoderSettings
from matching.encoders.factory import load_encoder
from matching.evaluation.files import read_judgements
from matching.evaluation.measures import Judgements, evaluate_run
from matching.matcher import Matcher
from matching.reranking.blending import blend
from matching.results import Ranking
from matching.views import VIEWS, cut_document, view_name

DATA = Path(__file__).parents[2] / "marketplace" / "demo" / "data"
DEPTH, FIRST = 100, 20
WEIGHTS = (0.05, 0.1, 0.15, 0.2, 0.3)
DRAWS = 5

Views = Mapping[str, Mapping[str, Ranking]]


@dataclass(frozen=True)
class MadeUp:
    """A reranker by what it knows and how it speaks."""

    name: str
    sense: float
    bias: float
    noise: float

    def chances(self, grades: Sequence[int], seed: str) -> NDArray[np.float64]:
        """Of pairs with these grades, shape (n,); the same for the same seed."""
        draws = np.random.default_rng(zlib.crc32(seed.encode())).normal(size=len(grades))
        odds = self.sense * (np.asarray(grades) - 1.2) + self.bias + self.noise * draws
        chances: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
        return chances


RERANKERS = (
    MadeUp("strong", 2.5, -1.0, 2.0),
    MadeUp("middling", 1.5, -1.0, 2.0),
    MadeUp("middling, loud", 6.0, -4.0, 8.0),
    MadeUp("middling, timid", 0.3, 0.5, 0.4),
    MadeUp("middling, all too kind", 1.5, 4.0, 2.0),
    MadeUp("weak", 0.8, -1.0, 2.0),
    MadeUp("weak, loud", 3.0, -3.0, 8.0),
    MadeUp("knows nothing", 0.0, -1.0, 2.0),
)


def rank_views(encoder: str, model_dir: Path, judgements: Judgements) -> Views:
    """The matcher's own rankings of the judged demands by view."""
    documents = read_listings(DATA / "listings.jsonl")
    matcher = Matcher(load_encoder(EncoderSettings(name=encoder, model_dir=model_dir)))
    found = {}
    for demand_cut, supply_cut in VIEWS:
        matcher.put([cut_document(d, demand_cut if d.kind == "demand" else supply_cut) for d in documents])
        ranked = {key: matcher.rank(key, DEPTH) for key in judgements}
        found[view_name(demand_cut, supply_cut)] = ranked
    return found


def measure(views: Views, judgements: Judgements, reranker: MadeUp | None, weight: float) -> float:
    """nDCG@10 in the mean over views and draws."""
    figures = []
    for view, ranked in views.items():
        for draw in range(DRAWS if reranker else 1):
            run = {}
            for key, ranking in ranked.items():
                found = ranking
                if reranker:
                    first = ranking.suggestions[:FIRST]
                    grades = [judgements[key].get(one.supply_id, 0) for one in first]
                    chances = reranker.chances(grades, f"{reranker.name} {view} {key} {draw}")
                    found = blend(ranking, chances, weight)
                run[key] = [one.supply_id for one in found.suggestions]
            figures.append(evaluate_run(run, judgements, list(run)).mean.ndcg_at_10 or 0.0)
    return float(np.mean(figures))


def main() -> None:
    """One line a reranker, one column a share."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--encoder", default="default")
    parser.add_argument("--model-dir", type=Path, default=Path("var/models"))
    options = parser.parse_args()
    judgements = read_judgements(DATA / "qrels.tsv")
    views = rank_views(options.encoder, options.model_dir, judgements)
    print(f"without a reranker {measure(views, judgements, None, 0.0):.4f}")
    print(f"{'':<24}{'alone':>8}" + "".join(f"{weight:>8.2f}" for weight in WEIGHTS))
    for reranker in RERANKERS:
        shares = [measure(views, judgements, reranker, weight) for weight in (0.999, *WEIGHTS)]
        print(f"{reranker.name:<24}" + "".join(f"{figure:>8.4f}" for figure in shares))


if __name__ == "__main__":
    main()
