"""Ranks with what is in service: the weights learned from verdicts, or else those that were shipped."""

from __future__ import annotations

import logging
import threading

from sqlalchemy.orm import Session, sessionmaker

from marketplace.services.learning.versions import active_weights
from matching.learning.propose import Learned
from matching.matcher import Matcher

logger = logging.getLogger(__name__)

# A trigger on the versions tells of every change by this channel.
CHANNEL = "matcher_changed"


class ActiveWeights:
    """Keeps a matcher on the version in service. Safe between threads."""

    def __init__(self, matcher: Matcher, sessions: sessionmaker[Session], model: str) -> None:
        """Over a matcher with the weights as shipped; `model` names its encoder as versions do."""
        self.version_id: int | None = None
        self._matcher, self._sessions, self._model = matcher, sessions, model
        self._shipped = Learned(matcher.trained.fusion, matcher.trained.calibration)
        self._lock = threading.Lock()

    def load(self) -> None:
        """Take up what is in service now, if that is something else."""
        with self._lock:
            with self._sessions() as session:
                found = active_weights(session, self._model)
            version_id, learned = found or (None, self._shipped)
            if version_id == self.version_id:
                return
            self._matcher.reweigh(learned.fusion, learned.calibration)
            self.version_id = version_id
            logger.info("ranking with %s", f"version {version_id}" if version_id else "the shipped weights")
