"""Ranks a list in the six views, by the matcher and by every baseline, and measures each run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.documents import KINDS, Document
from matching.encoders.base import Encoder, Vectors
from matching.evaluation.baselines import DEPTH, OWN, Side, rank_baselines
from matching.evaluation.measures import FITS, Evaluation, Judgements, Run, evaluate_run
from matching.evaluation.report import FUSED, RERANKED
from matching.matcher import Matcher
from matching.reranking.reordering import Reordering
from matching.results import Ranking, Suggestion
from matching.views import VIEWS, Cut, cut_document, view_name

SHOWN = 10  # suggestions that staff see, and whose probabilities must be honest
JUDGED_DEPTH = 500  # how far down a judged pair is looked for when only judged pairs count

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Serving:
    """A demand as ranked, or with all that fits it taken away: does the ranking know that nothing fits?"""

    demand_id: str
    served: bool
    chance: float


@dataclass(frozen=True)
class MeasuredView:
    """One view: every ranking's measures by its name, and what the matcher suggested."""

    name: str
    systems: Mapping[str, Evaluation]
    suggestions: Mapping[str, Sequence[Suggestion]]
    servings: Sequence[Serving]

    @property
    def fused(self) -> Evaluation:
        """The site's own ranking."""
        return self.systems[FUSED]


def measure_views(
    documents: Sequence[Document],
    judgements: Judgements,
    encoder: Encoder,
    *,
    baseline_encoder: Encoder | None = None,
    judged_only: bool = False,
    reordering: Reordering | None = None,
    progress: Progress | None = None,
) -> list[MeasuredView]:
    """Measure the six views, encoding each cut once.

    `baseline_encoder` gives the baselines other vectors than the matcher's, such as those of untuned
    weights; those that use vectors are then measured with the matcher's too, under the prefix `own_`.
    `judged_only` takes unjudged pairs out of every ranking before it is measured (Sakai, 2007), for
    judgements that cover only what some ranking once suggested. With `reordering` the matcher's ranking is
    measured once more as the reranker orders it, under `reranked`; RerankerError when it fails. `progress` is
    told the step, and how many views are done.
    """
    tell = progress or _silent
    matcher = Matcher(encoder)
    plain = baseline_encoder or encoder
    seen: dict[Cut, _Encoded] = {}
    results = []
    for done, (demand_cut, supply_cut) in enumerate(VIEWS):
        tell("encoding", done, len(VIEWS))
        for cut in (demand_cut, supply_cut):
            if cut not in seen:
                seen[cut] = _encode([cut_document(d, cut) for d in documents], matcher, plain)
        tell("ranking", done, len(VIEWS))
        shown = _mixed(seen[demand_cut], seen[supply_cut])
        matcher.put(shown.documents, shown.vectors)
        results.append(
            _measure_view(
                view_name(demand_cut, supply_cut), matcher, shown, judgements, judged_only, reordering
            )
        )
    tell("measuring", len(VIEWS), len(VIEWS))
    return results


def evaluate_matcher(matcher: Matcher, judgements: Judgements, *, judged_only: bool = False) -> Evaluation:
    """Rank every demand held and measure the run, `judged_only` as in `measure_views`."""
    run = run_matcher(matcher, judgements, judged_only=judged_only)
    return evaluate_run(run, judgements, list(run))


def run_matcher(
    matcher: Matcher,
    judgements: Judgements,
    *,
    judged_only: bool = False,
    reordering: Reordering | None = None,
) -> Run:
    """Every demand held with the supplies ranked for it; arguments as in `measure_views`."""
    depth = JUDGED_DEPTH if judged_only else DEPTH
    ranked = {document.id: matcher.rank(document.id, depth) for document in matcher.documents("demand")}
    if reordering is not None:
        ranked = {key: reordering.reorder(matcher, found) for key, found in ranked.items()}
    run = _run_of(ranked)
    return only_judged(run, judgements) if judged_only else run


def only_judged(run: Run, judgements: Judgements) -> dict[str, list[str]]:
    """The run without the pairs that nobody judged."""
    return {key: [s for s in ranked if s in judgements.get(key, {})] for key, ranked in run.items()}


@dataclass(frozen=True)
class _Encoded:
    """Documents with the matcher's vectors and the baselines', row by row."""

    documents: Sequence[Document]
    vectors: Vectors
    plain: Vectors

    def baselines(self, vectors: Vectors, depth: int) -> dict[str, Run]:
        demands, supplies = (
            Side([self.documents[row] for row in rows], vectors[rows])
            for rows in (
                [row for row, document in enumerate(self.documents) if document.kind == kind]
                for kind in KINDS
            )
        )
        return rank_baselines(demands, supplies, depth)


def _measure_view(
    name: str,
    matcher: Matcher,
    shown: _Encoded,
    judgements: Judgements,
    judged_only: bool,
    reordering: Reordering | None,
) -> MeasuredView:
    depth = JUDGED_DEPTH if judged_only else DEPTH
    demands = [document.id for document in shown.documents if document.kind == "demand"]
    ranked = {key: matcher.rank(key, depth) for key in demands}
    runs: dict[str, Run] = {FUSED: _run_of(ranked)}
    if reordering is not None:
        runs[RERANKED] = _run_of({key: reordering.reorder(matcher, found) for key, found in ranked.items()})
    runs |= shown.baselines(shown.plain, depth)
    if shown.plain is not shown.vectors:
        own = shown.baselines(shown.vectors, depth)
        runs |= {f"{OWN}{system}": run for system, run in own.items() if system != "bm25"}
    if judged_only:
        runs = {system: only_judged(run, judgements) for system, run in runs.items()}
    return MeasuredView(
        name,
        {system: evaluate_run(run, judgements, demands) for system, run in runs.items()},
        {key: ranking.suggestions[:SHOWN] for key, ranking in ranked.items()},
        [] if judged_only else _servings(matcher, ranked, judgements),
    )


def _run_of(ranked: Mapping[str, Ranking]) -> Run:
    return {key: [s.supply_id for s in ranking.suggestions] for key, ranking in ranked.items()}


def _servings(matcher: Matcher, ranked: Mapping[str, Ranking], judgements: Judgements) -> list[Serving]:
    """Each demand, and each that something fits once more without what fits it."""
    found = []
    for key, ranking in ranked.items():
        fitting = [supply for supply, grade in judgements.get(key, {}).items() if grade >= FITS]
        found.append(Serving(key, bool(fitting), _chance(ranking)))
        if fitting:
            found.append(Serving(key, False, _chance(matcher.rank(key, SHOWN, exclude=fitting))))
    return found


def _chance(ranking: Ranking) -> float:
    """The chance that anything fits; without one, the score of the best: it only has to order demands."""
    if ranking.chance_served is not None:
        return ranking.chance_served
    return ranking.suggestions[0].score if ranking.suggestions else 0.0


def _encode(documents: Sequence[Document], matcher: Matcher, plain: Encoder) -> _Encoded:
    vectors = matcher.encode(documents)
    if plain is matcher.encoder:
        return _Encoded(documents, vectors, vectors)
    rows = np.zeros((len(documents), plain.dimension), dtype=np.float32)
    for kind, call in (("demand", plain.encode_queries), ("supply", plain.encode_passages)):
        mine = [row for row, document in enumerate(documents) if document.kind == kind]
        if mine:
            rows[mine] = call([documents[row].encoder_text() for row in mine])
    return _Encoded(documents, vectors, rows)


def _mixed(demands: _Encoded, supplies: _Encoded) -> _Encoded:
    """The demands of one cut beside the supplies of another."""
    is_demand = np.array([document.kind == "demand" for document in demands.documents], dtype=bool)
    vectors = np.where(is_demand[:, None], demands.vectors, supplies.vectors)
    same = demands.plain is demands.vectors
    return _Encoded(
        [d if d.kind == "demand" else s for d, s in zip(demands.documents, supplies.documents, strict=True)],
        vectors,
        vectors if same else np.where(is_demand[:, None], demands.plain, supplies.plain),
    )


def _silent(step: str, done: int, total: int) -> None:
    """Nobody watches."""
