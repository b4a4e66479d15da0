"""Kinds of problem as memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.encoders.hashing import HashingEncoder
from matching.errors import TrainedFileError
from matching.kind_vectors import learn_kinds, learned_model, read_learned, remember, write_learned
from matching.knowledge.kinds import read_kinds
from matching.memory import RECALLED, KindMemory
from matching.trained import KIND_VECTORS

KINDS = read_kinds()[:40]
ENCODER = HashingEncoder()
LEARNED = learn_kinds(KINDS, ENCODER)


def test_a_kind_s_own_texts_recall_it_first() -> None:
    place = LEARNED.reference.place
    for number, kind in enumerate(KINDS[:10]):
        need = kind.demands[0]
        vector = place(ENCODER.encode_queries([f"{need.title}\n{need.summary}"]), "demand")
        assert LEARNED.memory.recall(vector, "demand").kinds[0][0] == number or number in set(
            LEARNED.memory.recall(vector, "demand").kinds[0][:3].tolist()
        )


@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(0, 5), st.integers(0, 10_000))
def test_profiles_hold_at_most_everything(kinds: int, listings: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    needs, offers = (chance.normal(size=(kinds, 8)).astype(np.float32) for _ in range(2))
    memory = KindMemory([str(n) for n in range(kinds)], needs, offers, 0.05)
    found = memory.recall(chance.normal(size=(listings, 8)).astype(np.float32), "supply")
    assert found.roots.shape == (listings, RECALLED)
    assert ((found.roots**2).sum(axis=1) <= 1.0 + 1e-5).all()
    described, roots = memory.describe(chance.normal(size=(listings, 8)).astype(np.float32), "demand")
    assert (described[roots == 0] == -1).all()
    assert described.max(initial=-1) < kinds


def test_a_kind_that_is_added_is_recalled_and_one_of_a_known_name_replaced() -> None:
    memory = remember(KINDS[:2], ENCODER, LEARNED)
    assert memory.names == LEARNED.memory.names
    assert np.allclose(memory.needs, LEARNED.memory.needs, atol=1e-6)
    more = remember(read_kinds()[40:41], ENCODER, LEARNED)
    assert len(more) == len(LEARNED.memory) + 1
    assert more.version != LEARNED.memory.version
    assert len(more.only([more.names[-1]])) == 1


def test_what_is_learned_comes_back_and_another_model_s_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "kinds.safetensors"
    write_learned(LEARNED, KINDS, "hashing-256", file)
    read = read_learned(file, ENCODER.name)
    assert read.memory.names == LEARNED.memory.names
    assert np.allclose(read.memory.offers, LEARNED.memory.offers, atol=1e-3)
    assert np.allclose(read.reference.centres["demand"], LEARNED.reference.centres["demand"])
    with pytest.raises(TrainedFileError, match="made with"):
        read_learned(file, "another")
    file.write_bytes(b"broken")
    with pytest.raises(TrainedFileError, match="makes it anew"):
        learned_model(file)


def test_the_shipped_memory_holds_every_kind_of_the_knowledge_base() -> None:
    shipped = read_learned(KIND_VECTORS, learned_model(KIND_VECTORS))
    assert set(shipped.memory.names) == {kind.id for kind in read_kinds()}
