"""What every reranker offers, and the settings it is chosen by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.errors import RerankerError

Chances = NDArray[np.float64]
RerankerKind = Literal["rerank", "chat"]
RERANKER_KINDS: tuple[RerankerKind, RerankerKind] = ("rerank", "chat")


class Reranker(Protocol):
    """Reads a need and offers together. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Names the model and where it runs; holds no secret."""

    def rerank(self, need: str, offers: Sequence[str]) -> Chances:
        """Chances 0..1 that each offer fits, shape (len(offers),); NaN where there is no verdict.

        RerankerError when there is no answer in time or none that can be read.
        """


@dataclass(frozen=True)
class RerankerSettings:
    """Which reranker, and how far it may go.

    `seconds` bound the verdict on one whole list. The first `depth` suggestions are looked at, each text cut
    to `characters`. `weight` is the share of the score that the reranker decides.
    """

    url: str
    kind: RerankerKind = "rerank"
    model: str | None = None
    api_key: str | None = field(default=None, repr=False)
    seconds: float = 10.0
    depth: int = 20
    weight: float = 0.1
    characters: int = 1200

    def __post_init__(self) -> None:
        """RerankerError for numbers that mean nothing."""
        if not 0.0 < self.weight < 1.0:
            raise RerankerError(f"the reranker's weight lies between 0 and 1, not at {self.weight:g}")
        if self.depth < 1 or self.characters < 1 or not 0.0 < self.seconds < float("inf"):
            raise RerankerError("the reranker's depth, characters and seconds are above 0")
