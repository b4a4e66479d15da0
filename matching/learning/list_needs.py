"""Needs from lists drawn from kinds of problem, with the very signals the matcher gives them."""

from __future__ import annotations

from collections.abc import Collection
from random import Random
from typing import Literal

import numpy as np

from matching.encoders.base import Encoder
from matching.evaluation import FITS
from matching.learning.needs import SUPPLIERS, Need
from matching.trained import trained_for
from matching.training.benches import Bench, CachedEncoder, drawn_benches
from matching.training.lists import ListShape
from matching.views import VIEWS


def list_needs(split: Literal["tune", "test"], seeds: Collection[int], encoder: Encoder) -> list[Need]:
    """One list a seed, each in another of the six views, since a site has thin texts and full ones.

    The tune kinds are for learning, the test kinds for measuring; memory holds neither but for the texts that
    a list does not show.
    """
    cached = CachedEncoder(encoder)
    needs: list[Need] = []
    for number, seed in enumerate(seeds):
        view = VIEWS[number % len(VIEWS)]
        benches = drawn_benches(split, [seed], ListShape(), cached, trained_for(encoder))
        for bench in benches:
            if bench.view == view:
                needs += _needs(bench, seed)
    return needs


def _needs(bench: Bench, seed: int) -> list[Need]:
    chance = Random(seed)  # noqa: S311 - a simulation keeps no secret
    owner_of: dict[str, str] = {}
    needs = []
    for number, demand in enumerate(bench.demands):
        supplies, found = bench.matcher.ranked(demand)
        for supply in supplies:
            owner_of.setdefault(supply, f"supplier-{chance.randrange(SUPPLIERS)}")
        grades = bench.judgements.get(demand, {})
        needs.append(
            Need(
                f"{bench.source}-{demand}",
                f"owner-{number % 10}",
                found.scores.values.astype(np.float32),
                found.scores.amounts.astype(np.float32),
                np.asarray([grades.get(supply, 0) >= FITS for supply in supplies], dtype=np.bool_),
                tuple(owner_of[supply] for supply in supplies),
            )
        )
    return needs
