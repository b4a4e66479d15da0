"""Chase the pairs and the questions that wait, a transaction a batch."""

from __future__ import annotations

from marketplace.database import transaction
from marketplace.jobs.outside import Outside
from marketplace.services.followups.chase import chase_pairs
from marketplace.services.questions.chase import chase_questions


def chase_all(outside: Outside) -> tuple[int, int]:
    """Go on until nothing more is due; how many reminders went out, and how many things stand still."""
    reminded = stalled = 0
    while True:
        with transaction(outside.sessions) as session:
            done = chase_pairs(session, clock=outside.clock)
        reminded, stalled = reminded + done.reminded, stalled + done.stalled
        if not done.more:
            break
    while True:
        with transaction(outside.sessions) as session:
            asked = chase_questions(session, clock=outside.clock)
        reminded, stalled = reminded + asked.reminded, stalled + asked.stalled
        if not asked.more:
            return reminded, stalled
