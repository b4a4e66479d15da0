"""What the matcher says of labelled pairs, knowing nothing that was made of their own texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matching.encoders.base import Encoder
from matching.knowledge.kinds import kinds_of
from matching.matcher import Matcher, MatcherSettings
from matching.requirements.labels import LabelledPair
from matching.scoring import Part
from matching.trained import Trained, trained_for
from matching.wording_file import learn_wording


def parts_of(pairs: Sequence[LabelledPair], encoder: Encoder) -> list[tuple[Part, ...]]:
    """The parts of each pair; texts of the knowledge base are seen with its training kinds alone in mind.

    All other kinds hold these very texts, and would tell a pair from a lookalike as no kind of a site can.
    """
    trained = trained_for(encoder)
    found: dict[int, tuple[Part, ...]] = {}
    for is_list in (True, False):
        chosen = [n for n, pair in enumerate(pairs) if (pair.source == "list") is is_list]
        if chosen:
            known = trained if is_list else _of_training_kinds(trained)
            found |= zip(chosen, _parts([pairs[n] for n in chosen], encoder, known), strict=True)
    return [found[n] for n in range(len(pairs))]


def _parts(pairs: Sequence[LabelledPair], encoder: Encoder, trained: Trained) -> list[tuple[Part, ...]]:
    """A pair's own parts are the same whatever else the matcher holds."""
    matcher = Matcher(encoder, MatcherSettings(skip_own_organization=False), trained)
    for side in ("demand", "supply"):
        matcher.put([replace(getattr(pair, side), id=f"{side}-{n}") for n, pair in enumerate(pairs)])
    return [matcher.explain(f"demand-{n}", f"supply-{n}").parts for n in range(len(pairs))]


def _of_training_kinds(trained: Trained) -> Trained:
    kinds = kinds_of("train")
    memory = trained.memory and trained.memory.only([kind.id for kind in kinds])
    return replace(trained, memory=memory, wording=learn_wording(kinds))
