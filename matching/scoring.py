"""Parts that add up to the score of a pair, and what its fields agree in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

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
    return _words_of_names(document.named_technologies)


@lru_cache(maxsize=4096)
def _words_of_names(technologies: tuple[str, ...]) -> Mapping[str, None]:
    """A demand's are read again for each of its pairs."""
    return MappingProxyType(dict.fromkeys(word for name in technologies for word in _words_of_name(name)))


@lru_cache(maxsize=16_384)
def _words_of_name(technology: str) -> tuple[str, ...]:
    """Technologies have few names, and every shown pair reads them anew."""
    return tuple(words(technology))
