"""Zero and unit of an encoder, and what centred vectors leave out."""

from __future__ import annotations

import numpy as np
import pytest

from matching.documents import Kind
from matching.encoders.base import Vectors, normalized
from matching.encoders.hashing import HashingEncoder
from matching.reference import Reference, measure_reference, reference_of

NEAREST = 10


def raw(count: int, seed: int) -> Vectors:
    """Unit vectors that all point mostly one way, as an encoder's do."""
    noise = np.random.default_rng(seed).normal(size=(count, 24)).astype(np.float32)
    return normalized(noise + 4.0)


@pytest.fixture(name="reference")
def made_reference() -> Reference:
    needs, offers = raw(80, 1), raw(80, 2)
    return reference_of(needs, offers, needs, needs, offers)


def closeness(reference: Reference, needs: Vectors, offers: Vectors) -> Vectors:
    """As the signals have it, before the unit is taken."""
    kinds: tuple[Kind, Kind] = "demand", "supply"
    asked, offered = (reference.place(v, kind) for v, kind in zip((needs, offers), kinds, strict=True))
    need, offer = reference.bearing(asked, "demand"), reference.bearing(offered, "supply")
    found: Vectors = (asked @ offered.T) * need.lengths[:, None] * offer.lengths
    return found + need.levels[:, None] + offer.levels


def test_closeness_is_the_raw_cosine_less_half_the_supplys_level(reference: Reference) -> None:
    needs, offers = raw(5, 3), raw(7, 4)

    level = np.sort(offers @ reference.needs.T, axis=1)[:, -NEAREST:].mean(axis=1)
    expected = needs @ offers.T - level / 2 - reference.middle

    np.testing.assert_allclose(closeness(reference, needs, offers), expected, atol=1e-5)


def test_a_supply_near_to_every_need_gains_less_than_one_near_to_this(reference: Reference) -> None:
    need = raw(1, 5)
    everybodys = normalized(reference.needs.mean(axis=0, keepdims=True) + 0.2 * need)
    this = normalized(need + 0.35 * raw(1, 6))
    plain, corrected = (
        need @ np.concatenate([everybodys, this]).T,
        closeness(reference, need, np.concatenate([everybodys, this])),
    )

    assert (corrected[0, 1] - corrected[0, 0]) > (plain[0, 1] - plain[0, 0])


def test_unrelated_pairs_are_zero_on_average_and_one_apart(reference: Reference) -> None:
    needs, offers = raw(200, 7), raw(200, 8)

    units = closeness(reference, needs, offers) / reference.spread

    assert abs(units.mean()) < 0.3
    assert 0.7 < units.std() < 1.3


def test_every_encoder_can_be_measured() -> None:
    reference = measure_reference(HashingEncoder())

    assert reference.needs.shape == (60, HashingEncoder().dimension)
    assert np.isfinite([reference.deviation, reference.middle, reference.spread]).all()


def test_without_reference_needs_a_supply_has_no_level() -> None:
    needs, offers = raw(20, 9), raw(20, 10)
    reference = reference_of(needs, offers, np.zeros((0, 24), np.float32), needs, offers)

    found = closeness(reference, needs, offers)

    np.testing.assert_allclose(found, needs @ offers.T - reference.middle, atol=1e-5)
