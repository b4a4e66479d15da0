"""Fuses the evidence for one pair into parts that add up to its score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from matching.documents import Document
from matching.segmentation import words


@dataclass(frozen=True)
class Part:
    """One reason in numbers: it adds `value` (0..1) times `weight` to the score."""

    name: str
    value: float
    weight: float

    @property
    def contribution(self) -> float:
        """What the part adds to the score."""
        return self.value * self.weight


@dataclass(frozen=True)
class ScoringSettings:
    """Weights of the parts, which sum to 1, and the scales that make each value absolute.

    Nothing here depends on the other candidates of a ranking, so scores of different demands compare. The
    weights lie in the flat middle of what did well both on lists drawn from scenario texts and on six cuts
    of the open list. The least fitting
    scores keep every demand of the open list that something fits, and eight in ten on the harder scenario
    lists; of demands whose fitting supplies are taken away they notice seven in ten with full texts and
    three to five in ten with short ones. A close relative of the need still passes for an answer.
    """

    dense: float = 0.67
    lexical: float = 0.18
    industry: float = 0.12
    technology: float = 0.03
    # Deviations of unrelated pairs that count as full closeness.
    full_units: float = 8.0
    # Share of the BM25 ceiling that is half of what shared words can say.
    half_share: float = 0.03
    # Of the lexical weight, this much moves to the dense part when one side is next to nothing but a title:
    # a title shares words by chance. From `full_text` characters of the shorter side on, nothing moves.
    thin_shift: float = 0.5
    full_text: int = 60
    # The least score that counts as fitting, from hardly any text to `ample_text` characters on the shorter
    # side.
    fits_bare: float = 0.25
    fits_ample: float = 0.50
    ample_text: int = 200

    def dense_value(self, units: float) -> float:
        """Deviations above unrelated as 0..1."""
        return min(1.0, max(0.0, units / self.full_units))

    def lexical_value(self, share: float) -> float:
        """Share of the BM25 ceiling as 0..1, saturating: s / (s + half_share)."""
        return max(0.0, share) / (max(0.0, share) + self.half_share)

    def least_fitting(self, demand: Document, supply: Document) -> float:
        """The score a pair needs to count as fitting: the more both say, the more of it should agree."""
        amount = min(demand.text_amount, supply.text_amount)
        return self.fits_bare + (self.fits_ample - self.fits_bare) * sqrt(min(1.0, amount / self.ample_text))


def parts_of(
    demand: Document, supply: Document, units: float, share: float, settings: ScoringSettings
) -> tuple[Part, ...]:
    """The parts of one pair: `units` of closeness, `share` of shared words, and agreement of the fields."""
    amount = min(demand.text_amount, supply.text_amount)
    moved = settings.lexical * settings.thin_shift * max(0.0, 1.0 - amount / settings.full_text)
    return (
        Part("dense", settings.dense_value(units), settings.dense + moved),
        Part("lexical", settings.lexical_value(share), settings.lexical - moved),
        Part("industry", float(same_industry(demand, supply)), settings.industry),
        Part("technology", technology_overlap(demand, supply), settings.technology),
    )


def total(parts: Iterable[Part]) -> float:
    """The score: the sum of the contributions, 0..1."""
    return sum(part.contribution for part in parts)


def same_industry(demand: Document, supply: Document) -> bool:
    """Whether both name the same field of application."""
    return bool(demand.industry.strip()) and demand.industry.strip() == supply.industry.strip()


def technology_overlap(demand: Document, supply: Document) -> float:
    """Shared technology words over the fewer (overlap coefficient), 0..1; 0 when one is silent."""
    asked, offered = technology_words(demand), technology_words(supply)
    if not asked or not offered:
        return 0.0
    return len(asked.keys() & offered.keys()) / min(len(asked), len(offered))


def technology_words(document: Document) -> Mapping[str, None]:
    """The words of the technology field, in order."""
    return dict.fromkeys(word for name in document.technologies for word in _words_of_name(name))


@lru_cache(maxsize=16_384)
def _words_of_name(technology: str) -> tuple[str, ...]:
    """Technologies have few names, and every shown pair reads them anew."""
    return tuple(words(technology))
