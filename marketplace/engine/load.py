"""Loads the engine behind its already open door: model, vectors, then the following of changes."""

from __future__ import annotations

import atexit
import hashlib
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, cast

from marketplace.database import connect, database_url, session_factory
from marketplace.engine.core import LocalEngine
from marketplace.engine.follow import Follower
from marketplace.engine.keep import SnapshotKeeper
from marketplace.engine.kinds import CHANNEL as KINDS
from marketplace.engine.reranker import load_reordering
from marketplace.engine.stored import read_start
from marketplace.engine.weights import CHANNEL as WEIGHTS
from marketplace.services.ports import MatchingEngine
from marketplace.settings import Settings
from matching.encoders.base import EncoderSettings, Precision
from matching.encoders.factory import load_encoder

logger = logging.getLogger(__name__)


def encoder_settings(settings: Settings) -> EncoderSettings:
    """The site's settings as the matching library takes them."""
    return EncoderSettings(
        name=settings.encoder,
        query_prefix=settings.encoder_query_prefix,
        passage_prefix=settings.encoder_passage_prefix,
        dimension=settings.encoder_dimension,
        precision=cast(Precision, settings.encoder_precision),
        model_dir=settings.model_dir,
        endpoint_model=settings.encoder_endpoint_model or "default",
        api_key=settings.encoder_api_key,
    )


def vectors_name(encoder_name: str, settings: Settings) -> str:
    """Names the vectors' rows: other prefixes make other vectors, so they are part of the name."""
    prefixes = (settings.encoder_query_prefix, settings.encoder_passage_prefix)
    if prefixes == (None, None):
        return encoder_name
    return f"{encoder_name}+{hashlib.sha256(repr(prefixes).encode()).hexdigest()[:8]}"


class Loader:
    """Carries the engine once it is ready; `stage` tells how far loading has come, and why it failed."""

    def __init__(self, settings: Settings, on_failure: Callable[[], None] = lambda: None) -> None:
        """Loads nothing yet; `on_failure` is called when loading in the thread has failed."""
        self.engine: MatchingEngine | None = None
        self._on_failure = on_failure
        self._settings = settings
        self._stage: dict[str, Any] = {"stage": "starting", "done": 0, "total": 0}

    @property
    def stage(self) -> Mapping[str, Any]:
        """Keys: stage ("model", "snapshot", "vectors", "failed"), done, total, and error when it failed."""
        return self._stage

    def start(self) -> None:
        """Load in a thread, so that the door answers "not yet" meanwhile."""
        threading.Thread(target=self._load_or_fail, name="load-engine", daemon=True).start()

    def _load_or_fail(self) -> None:
        try:
            self.load()
        except Exception as error:
            # A thread has no caller to raise to: the log and /health say it, and the process may end itself.
            logger.exception("the engine could not be loaded")
            self._stage = {"stage": "failed", "error": str(error), "done": 0, "total": 0}
            self._on_failure()

    def load(self) -> LocalEngine:
        """Load model and snapshot, level with the database, and follow it. Raises what the parts raise."""
        self._say("model")
        encoder = load_encoder(encoder_settings(self._settings), progress=self._say_unpacking)
        url = database_url(self._settings)
        self._say("snapshot")
        model, folder = vectors_name(encoder.name, self._settings), self._settings.snapshot_dir
        core = LocalEngine(
            encoder,
            session_factory(connect(url)),
            model,
            start=read_start(folder, encoder, model),
            reordering=load_reordering(self._settings),
        )
        self._say("vectors")
        core.refresh(self._say_vectors)
        self.engine = core
        others = {WEIGHTS: core.weights.load, KINDS: core.follow_kinds}
        Follower(url, core.refresh, core.follow, others).start()
        keeper = SnapshotKeeper(folder, core)
        keeper.start()
        # gunicorn ends its worker by leaving Python, also when it is told to stop.
        atexit.register(keeper.stop)
        logger.info("ready: %s, %d listings", core.level.model, len(core.matcher))
        return core

    def _say(self, stage: str, done: float = 0, total: float = 0) -> None:
        logger.info("loading: %s %s", stage, f"{done:g}/{total:g}" if total else "")
        self._stage = {"stage": stage, "done": done, "total": total}

    def _say_unpacking(self, step: str, share: float) -> None:
        self._say(f"model: {step}", round(share, 2), 1)

    def _say_vectors(self, done: int, total: int) -> None:
        self._say("vectors", done, total)
