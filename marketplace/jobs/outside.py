"""What a job works with; the site's own collaborators fit."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session, sessionmaker

from marketplace.services.ports import Clock, JobQueue, MatchingEngine


class Outside(Protocol):
    """Sessions, engine, queue and clock."""

    @property
    def sessions(self) -> sessionmaker[Session]:
        """Opens a session; the job opens its transactions with it."""

    @property
    def engine(self) -> MatchingEngine:
        """The matching engine."""

    @property
    def jobs(self) -> JobQueue:
        """The queue, for jobs that cause jobs."""

    @property
    def clock(self) -> Clock:
        """Tells the time."""
