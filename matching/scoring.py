"""Fuses the evidence for one pair into parts that add up to its score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from matching.documents import Document
from matching.segmentation import words


@dataclass(frozen=True)
class Part:
    """One reason in numbers: it contributes `value` (0..1) times `weight`; a score is the sum over its parts."""

    name: str
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        """What the part adds to the score."""
        return self.value * self.weight


@dataclass(frozen=True)
class ScoringSettings:
    """Weights of the parts (they sum to 1) and the scale on which an outlier is full evidence."""

    dense: float = 0.5
    lexical: float = 0.3
    industry: float = 0.1
    technology: float = 0.1
    # Share of the lexical weight that moves to the dense part when there is no text beyond a title.
    thin_shift: float = 0.5
    full_text: int = 160
    # Standard deviations above the pool's mean that count as nothing and as full evidence.
    floor: float = -1.0
    ceiling: float = 5.0
    # A small pool's own statistics are pulled towards those of a large one, as if these many pairs were known.
    prior_pairs: float = 8.0
    prior_cosine: tuple[float, float] = (0.8, 0.03)
    prior_lexical: tuple[float, float] = (0.01, 0.02)
    served: float = 0.45

    def share(self, units: float) -> float:
        """Deviations above the mean as a value in 0..1."""
        return min(1.0, max(0.0, (units - self.floor) / (self.ceiling - self.floor)))


@dataclass(frozen=True)
class Standard:
    """Mean and deviation of one kind of evidence between a demand and the whole pool."""

    mean: float
    deviation: float

    def units(self, value: float) -> float:
        """How many deviations above the mean."""
        return (value - self.mean) / self.deviation


def shrunk(count: int, mean: float, variance: float, prior: tuple[float, float], prior_count: float) -> Standard:
    """The pool's statistics, pulled towards `prior` (mean, deviation) counted `prior_count` times."""
    total = count + prior_count
    centre = (count * mean + prior_count * prior[0]) / total
    spread = count * (variance + (mean - centre) ** 2) + prior_count * (prior[1] ** 2 + (prior[0] - centre) ** 2)
    return Standard(centre, max(sqrt(spread / total), 1e-9))


def parts_of(
    demand: Document, supply: Document, dense_units: float, lexical_units: float, settings: ScoringSettings
) -> tuple[Part, ...]:
    """The parts of one pair; thin texts lean on the dense part, full texts on the lexical one."""
    amount = min(demand.text_amount, supply.text_amount)
    moved = settings.lexical * settings.thin_shift * max(0.0, 1.0 - amount / settings.full_text)
    return (
        Part("dense", settings.share(dense_units), settings.dense + moved),
        Part("lexical", settings.share(lexical_units), settings.lexical - moved),
        Part("industry", float(same_industry(demand, supply)), settings.industry),
        Part("technology", technology_overlap(demand, supply), settings.technology),
    )


def total(parts: tuple[Part, ...]) -> float:
    """The score: the sum of the contributions, 0..1."""
    return sum(part.contribution for part in parts)


def same_industry(demand: Document, supply: Document) -> bool:
    """Whether both name the same field of application."""
    return bool(demand.industry) and demand.industry == supply.industry


def technology_overlap(demand: Document, supply: Document) -> float:
    """Shared words of the technology fields over the fewer (overlap coefficient), 0..1; 0 when one is silent."""
    asked, offered = technology_words(demand), technology_words(supply)
    if not asked or not offered:
        return 0.0
    return len(asked.keys() & offered.keys()) / min(len(asked), len(offered))


def technology_words(document: Document) -> Mapping[str, None]:
    """The words of the technology field, in order."""
    return dict.fromkeys(word for technology in document.technologies for word in words(technology))
