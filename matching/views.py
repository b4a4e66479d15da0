"""Shows the same listings with less text, to see how the matcher bears thin ones and what fusing is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from matching.documents import Document
from matching.encoders.base import Encoder, Vectors
from matching.evaluation import Evaluation, Judgements, evaluate_run
from matching.matcher import Matcher, MatcherSettings
from matching.reference import Reference, measure_reference
from matching.scoring import ScoringSettings

Cut = Literal["full", "summary", "title"]

VIEWS: tuple[tuple[Cut, Cut], ...] = (
    ("full", "full"),
    ("full", "summary"),
    ("summary", "full"),
    ("summary", "summary"),
    ("title", "full"),
    ("title", "title"),
)


@dataclass(frozen=True)
class ViewResult:
    """One view (demand's text, supply's text) measured with plain BM25, plain cosines, and both fused."""

    demand_cut: Cut
    supply_cut: Cut
    lexical: Evaluation
    dense: Evaluation
    fused: Evaluation


def cut_document(document: Document, cut: Cut) -> Document:
    """The document with only its title, its title and summary, or all; the field of application stays."""
    if cut == "full":
        return document
    short = replace(document, description="", technologies=(), cases="")
    return short if cut == "summary" else replace(short, summary="")


def compare_views(
    documents: Sequence[Document], judgements: Judgements, encoder: Encoder, depth: int = 100
) -> list[ViewResult]:
    """Rank every view three ways, encoding each cut once."""
    reference = measure_reference(encoder)
    plain = plain_reference(encoder.dimension)
    encoded = {
        cut: _encode([cut_document(d, cut) for d in documents], encoder)
        for cut in ("full", "summary", "title")
    }
    results = []
    for demand_cut, supply_cut in VIEWS:
        chosen = [encoded[demand_cut if d.kind == "demand" else supply_cut][d.id] for d in documents]

        def ranked(scoring: ScoringSettings, measured: Reference, chosen: _Chosen = chosen) -> Evaluation:
            matcher = Matcher(encoder, MatcherSettings(scoring=scoring), measured)
            matcher.put([document for document, _ in chosen], np.stack([vector for _, vector in chosen]))
            return evaluate_matcher(matcher, judgements, depth)

        results.append(
            ViewResult(
                demand_cut,
                supply_cut,
                ranked(lexical_alone(), plain),
                ranked(dense_alone(), plain),
                ranked(ScoringSettings(), reference),
            )
        )
    return results


def evaluate_matcher(matcher: Matcher, judgements: Judgements, depth: int = 100) -> Evaluation:
    """Rank every demand held and measure the run."""
    demands = [document.id for document in matcher.documents("demand")]
    run = {key: [s.supply_id for s in matcher.rank(key, depth).suggestions] for key in demands}
    return evaluate_run(run, judgements, demands)


def lexical_alone() -> ScoringSettings:
    """BM25 and nothing else."""
    return ScoringSettings(dense=0.0, lexical=1.0, industry=0.0, technology=0.0, thin_shift=0.0)


def dense_alone() -> ScoringSettings:
    """Cosines and nothing else."""
    return ScoringSettings(dense=1.0, lexical=0.0, industry=0.0, technology=0.0, thin_shift=0.0)


def plain_reference(dimension: int) -> Reference:
    """No centring, and a scale on which the dense value is the cosine itself."""
    nothing = np.zeros(dimension, dtype=np.float32)
    return Reference({"demand": nothing, "supply": nothing}, 1.0 / ScoringSettings().full_units)


_Chosen = Sequence[tuple[Document, Vectors]]


def _encode(documents: Sequence[Document], encoder: Encoder) -> Mapping[str, tuple[Document, Vectors]]:
    queries = [d for d in documents if d.kind == "demand"]
    passages = [d for d in documents if d.kind == "supply"]
    vectors = [
        *encoder.encode_queries([d.query_text() for d in queries]),
        *encoder.encode_passages([d.passage_text() for d in passages]),
    ]
    return {d.id: (d, vector) for d, vector in zip([*queries, *passages], vectors, strict=True)}
