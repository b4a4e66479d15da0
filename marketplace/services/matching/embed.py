"""Give published listings their vectors, a batch at a time, so that a killed job loses one batch."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.services.matching.vectors import Published, find_missing_vectors, store_vectors
from marketplace.services.ports import MatchingEngine

BATCH = 32


def embed_batch(session: Session, *, engine: MatchingEngine, model: str, size: int = BATCH) -> int:
    """Encode the next listings without a vector under `model`; how many were encoded, 0 when none is left.

    Raises EngineUnavailable.
    """
    missing = find_missing_vectors(session, model, size)
    for role in ("query", "passage"):
        mine = [item for item in missing if item.key[1] == role]
        if mine:
            vectors = engine.encode([item.document.encoder_text() for item in mine], role)
            store_vectors(session, model, _by_key(mine, vectors))
    return len(missing)


def _by_key(items: list[Published], vectors: list[list[float]]) -> dict[tuple[str, str], list[float]]:
    return {item.key: vector for item, vector in zip(items, vectors, strict=True)}
