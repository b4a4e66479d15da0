"""The daily round over accounts: the yearly confirmation, and those that nobody uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.database import transaction
from marketplace.jobs.outside import Outside
from marketplace.services.accounts.idle import suspend_idle, warn_idle
from marketplace.services.recertification.chase import (
    ask_for_confirmations,
    remind_of_confirmations,
    suspend_unconfirmed,
)


@dataclass(frozen=True)
class Round:
    """How many accounts were asked for, reminded of, warned and suspended."""

    asked: int
    reminded: int
    warned: int
    suspended: int


def look_after_accounts(outside: Outside, *, idle_days: int | None) -> Round:
    """One step a transaction. `idle_days` None: nobody is suspended for being idle."""
    clock = outside.clock

    def step(work: Callable[[Session], int]) -> int:
        with transaction(outside.sessions) as session:
            return work(session)

    suspended = step(lambda session: suspend_unconfirmed(session, clock=clock))
    reminded = step(lambda session: remind_of_confirmations(session, clock=clock))
    asked = step(lambda session: ask_for_confirmations(session, clock=clock))
    if idle_days is None:
        return Round(asked, reminded, 0, suspended)
    suspended += step(lambda session: suspend_idle(session, days=idle_days, clock=clock))
    warned = step(lambda session: warn_idle(session, days=idle_days, clock=clock))
    return Round(asked, reminded, warned, suspended)
