"""Measures the matcher on the verdicts of staff, with the model that the engine's settings name."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import transaction
from marketplace.engine.load import encoder_settings
from marketplace.engine.reranker import load_reordering
from marketplace.services.ports import Clock
from marketplace.services.quality.measurement import advance_measurement, finish_measurement
from marketplace.services.quality.verdicts import gather_judged_list
from marketplace.settings import Settings
from matching.encoders.factory import load_encoder
from matching.errors import RerankerError
from matching.evaluation.build_report import build_report
from matching.evaluation.measuring import MeasuredView, measure_views
from matching.evaluation.version import ranker_version
from matching.reranking.reordering import Reordering

logger = logging.getLogger(__name__)

NAME = "verdicts"


def measure_on_verdicts(
    settings: Settings, sessions: sessionmaker[Session], report_id: int, *, clock: Clock
) -> None:
    """Measure and keep the report. Only judged pairs count: what nobody saw was not found wanting.

    Where the settings name a reranker, its order is measured beside the site's own.
    """
    with transaction(sessions) as session:
        judged = gather_judged_list(session)
    encoder = load_encoder(encoder_settings(settings))

    def report_progress(step: str, done: int, total: int) -> None:
        with transaction(sessions) as session:
            advance_measurement(session, report_id, done, total)

    def measure(reordering: Reordering | None) -> Sequence[MeasuredView]:
        return measure_views(
            judged.documents,
            judged.judgements,
            encoder,
            judged_only=True,
            reordering=reordering,
            progress=report_progress,
        )

    reordering = load_reordering(settings)
    try:
        views = measure(reordering)
    except RerankerError as problem:
        logger.warning("measured without the reranker: %s", problem)
        reordering, views = None, measure(None)
    report = build_report(
        views,
        judged.documents,
        judged.judgements,
        name=NAME,
        made_at=clock.now(),
        ranker=ranker_version(encoder) | ({"reranker": reordering.name} if reordering else {}),
        judged_only=True,
    )
    with transaction(sessions) as session:
        finish_measurement(session, report_id, cast(Mapping[str, Any], report), clock=clock)
