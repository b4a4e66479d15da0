"""The site's reranker: made from the settings, and how it fares as /health tells it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marketplace.settings import Settings
from matching.matcher import Matcher
from matching.reranking.base import RerankerSettings
from matching.reranking.reordering import Reordering
from matching.results import Ranking

logger = logging.getLogger(__name__)

# A call that ranks many demands is given up after 300 seconds (engine/client.py). Past so many, the lists
# that are left stay as the matcher ranks them; the last one begun may take a minute more.
RERANKING_S = 200.0


def load_reordering(settings: Settings) -> Reordering | None:
    """What the settings name, not asked yet; None without an address. RerankerError for one that is none."""
    if settings.reranker_url is None:
        return None
    return Reordering(
        RerankerSettings(
            url=settings.reranker_url,
            kind=settings.reranker_kind,
            model=settings.reranker_model,
            api_key=settings.reranker_api_key,
            seconds=settings.reranker_seconds,
            depth=settings.reranker_depth,
            weight=settings.reranker_weight,
            characters=settings.reranker_characters,
        )
    )


def rerank_in_time(
    reordering: Reordering | None, matcher: Matcher, ranked: Sequence[tuple[str, Ranking]]
) -> Iterator[tuple[str, Ranking]]:
    """Each list with its first suggestions looked at again while there is time, as it is afterwards."""
    began = time.monotonic()
    for done, (demand, ranking) in enumerate(ranked):
        if reordering is not None and time.monotonic() - began > RERANKING_S:
            logger.warning(
                "the reranker is slow: %d of %d lists are left as ranked", len(ranked) - done, len(ranked)
            )
            reordering = None
        yield demand, reordering.reorder_or_keep(matcher, ranking) if reordering else ranking


def reranker_health(reordering: Reordering | None) -> Mapping[str, Any] | None:
    """Keys: name, asked, failed, spared, resting_s, last_error, failed_at (ISO); None without a reranker."""
    if reordering is None:
        return None
    state = reordering.state()
    return {
        "name": state.name,
        "asked": state.asked,
        "failed": state.failed,
        "spared": state.spared,
        "resting_s": round(state.resting_s, 1),
        "last_error": state.last_error,
        "failed_at": state.failed_at.isoformat(timespec="seconds") if state.failed_at else None,
    }


def reranker_settings_shown(reordering: Reordering | None) -> Mapping[str, Any] | None:
    """What a run writes down of it, so that its order can be understood later."""
    if reordering is None:
        return None
    return {"name": reordering.name, "depth": reordering.depth, "weight": reordering.weight}
