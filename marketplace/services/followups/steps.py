"""Who must act while a pair stands in a state, and after how long they are reminded and staff alerted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.models import Kind, Match, MatchState, Party


@dataclass(frozen=True)
class StepRule:
    """Days are counted from `waiting_begins`; staff are only alerted, never reminded one pair at a time."""

    waits_for: Party
    remind_after: timedelta | None
    alert_after: timedelta


def _rule(waits_for: Party, remind: int | None, alert: int) -> StepRule:
    return StepRule(waits_for, None if remind is None else timedelta(days=remind), timedelta(days=alert))


M, P = MatchState, Party
# A state that is not here is over, or nobody is waited for.
STEPS: Mapping[MatchState, StepRule] = {
    M.SUGGESTED: _rule(P.STAFF, None, 14),
    M.RECOMMENDED: _rule(P.BOTH, 5, 10),
    M.ACCEPTED_BY_DEMAND: _rule(P.SUPPLY, 3, 7),
    M.ACCEPTED_BY_SUPPLY: _rule(P.DEMAND, 3, 7),
    M.DECLINED: _rule(P.STAFF, None, 3),
    M.INTRODUCED: _rule(P.BOTH, 7, 14),
    M.MEETING: _rule(P.BOTH, 14, 28),
    M.PILOT: _rule(P.BOTH, 14, 30),
    M.SIGNED: _rule(P.BOTH, 60, 90),
}
# An offer of times, a claim or a dispute is a question, and a question wants a quicker answer.
QUESTION = _rule(P.BOTH, 3, 7)
# What is asked before the introduction: staff pass it on, and the side that was asked replies.
RELAY_AFTER = timedelta(days=2)
REPLY_REMIND_AFTER, REPLY_ALERT_AFTER = timedelta(days=3), timedelta(days=7)
# States between the introduction and the end, in which the two sides work together.
TOGETHER = (M.INTRODUCED, M.MEETING, M.PILOT, M.SIGNED)


def rule_of(match: Match) -> StepRule | None:
    """The rule under which the pair waits now; None when nobody is waited for."""
    rule = STEPS.get(match.state)
    if rule is None or match.waits_for is None:
        return rule
    return StepRule(match.waits_for, QUESTION.remind_after, QUESTION.alert_after)


def waiting_begins(match: Match) -> datetime:
    """From when on somebody is late: since the last step, or a date that was agreed for the next one."""
    return max(match.waiting_since, match.waits_until or match.waiting_since)


def sides_waited_for(party: Party) -> tuple[Kind, ...]:
    """The sides meant; none when it is staff."""
    return {P.DEMAND: (Kind.DEMAND,), P.SUPPLY: (Kind.SUPPLY,), P.BOTH: tuple(Kind), P.STAFF: ()}[party]


def party_of(side: Kind) -> Party:
    """The side, as somebody who can be waited for."""
    return Party(side.value)
