"""The figures: for each, the condition that decides both what is counted and which rows stand behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from marketplace.models import (
    Answer,
    BlindReview,
    Kind,
    Match,
    MatchState,
    Outcome,
    OutcomeStage,
    OutcomeState,
    Review,
    Verdict,
)
from marketplace.services.dashboards.bands import in_band
from marketplace.services.dashboards.scope import Demand, Scope, Supply, stands_on
from marketplace.services.followups.steps import STEPS, TOGETHER
from marketplace.services.reviews.sequence import reviewable
from marketplace.services.second_reviews.report import is_given


class Figure(StrEnum):
    """A number on a dashboard; its value stands in the address of its rows."""

    SUGGESTED = "suggested"
    RECOMMENDED = "recommended"
    HALF_ACCEPTED = "half_accepted"
    INTRODUCED = "introduced"
    MEETING = "meeting"
    PILOT = "pilot"
    SIGNED = "signed"
    DELIVERED = "delivered"
    REACHED_INTENT = "reached_intent"
    REACHED_SIGNED = "reached_signed"
    REACHED_DELIVERED = "reached_delivered"
    FRESH = "fresh"
    SOME_DAYS = "some_days"
    A_WEEK = "a_week"
    OVERDUE = "overdue"
    BOTH_RECOMMEND = "both_recommend"
    BOTH_REJECT = "both_reject"
    DIFFER = "differ"
    FOUND_RIGHT = "found_right"
    FOUND_WRONG = "found_wrong"
    UNSERVED = "unserved"
    NEVER_SUGGESTED = "never_suggested"
    SUPPLIERS = "suppliers"
    WAITS_FOR_US = "waits_for_us"
    WAITS_FOR_THEM = "waits_for_them"
    WAITS_FOR_STAFF = "waits_for_staff"
    UNDER_WAY = "under_way"
    WE_ACCEPTED = "we_accepted"
    WE_DECLINED = "we_declined"
    THEY_ACCEPTED = "they_accepted"
    THEY_DECLINED = "they_declined"


F, M = Figure, MatchState
FUNNEL = (
    F.SUGGESTED,
    F.RECOMMENDED,
    F.HALF_ACCEPTED,
    F.INTRODUCED,
    F.MEETING,
    F.PILOT,
    F.SIGNED,
    F.DELIVERED,
)
REACHED: Mapping[Figure, OutcomeStage] = {
    F.REACHED_INTENT: OutcomeStage.INTENT,
    F.REACHED_SIGNED: OutcomeStage.SIGNED,
    F.REACHED_DELIVERED: OutcomeStage.DELIVERED,
}
LISTINGS = (F.UNSERVED, F.NEVER_SUGGESTED)
"""Those whose rows are listings, not pairs. The rows of SUPPLIERS are organizations (exposure.py)."""
ALERT = STEPS[M.SUGGESTED].alert_after.days
AGES: Mapping[Figure, tuple[int, int | None]] = {
    F.FRESH: (0, 3),
    F.SOME_DAYS: (3, 7),
    F.A_WEEK: (7, ALERT),
    F.OVERDUE: (ALERT, None),
}
"""Days in the queue: from, and below. From the last on, staff are alerted."""
AGREEMENT = (F.BOTH_RECOMMEND, F.BOTH_REJECT, F.DIFFER)
JUDGED: Mapping[Figure, Verdict] = {F.FOUND_RIGHT: Verdict.RECOMMEND, F.FOUND_WRONG: Verdict.REJECT}
WAITING = (F.WAITS_FOR_US, F.WAITS_FOR_THEM, F.WAITS_FOR_STAFF, F.UNDER_WAY)
ANSWERS: Mapping[Figure, tuple[bool, bool]] = {
    F.WE_ACCEPTED: (True, True),
    F.WE_DECLINED: (True, False),
    F.THEY_ACCEPTED: (False, True),
    F.THEY_DECLINED: (False, False),
}
"""Whether it is our answer, and whether it is an acceptance."""
STAFF_FIGURES = frozenset({*FUNNEL, *REACHED, *AGES, *AGREEMENT, *JUDGED, *LISTINGS, F.SUPPLIERS})
OWN_FIGURES = frozenset({*FUNNEL[1:], *REACHED, *WAITING, *ANSWERS})

Condition = Callable[[Scope], ColumnElement[bool]]


def condition_of(figure: Figure, scope: Scope) -> ColumnElement[bool]:
    """Whether a pair (with Demand and Supply beside it, see scope.py) counts in the figure."""
    return CONDITIONS[figure](scope)


def reached(figure: Figure) -> Any:
    """The column with the moment at which a pair reached this step of the funnel."""
    return getattr(Match, f"{figure.value}_at")


def _step(figure: Figure) -> Condition:
    return lambda _scope: reached(figure).is_not(None)


def _outcome(stage: OutcomeStage) -> Condition:
    confirmed = select(Outcome.match_id).where(
        Outcome.stage == stage, Outcome.state == OutcomeState.CONFIRMED
    )
    return lambda _scope: Match.id.in_(confirmed)


def _aged(least: int, below: int | None) -> Condition:
    def waits(scope: Scope) -> ColumnElement[bool]:
        found = [Match.state == M.SUGGESTED, reviewable(Demand, Supply)]
        if least:
            found.append(Match.waiting_since <= scope.now - timedelta(days=least))
        if below is not None:
            found.append(Match.waiting_since > scope.now - timedelta(days=below))
        return and_(*found)

    return waits


def _twice(first: Verdict | None) -> Condition:
    """Both opinions are `first`; None: they differ."""
    same = BlindReview.verdict == Review.verdict
    wanted = ~same if first is None else same & (Review.verdict == first)
    judged = select(BlindReview.match_id).join(Review, Review.id == BlindReview.review_id)
    return lambda _scope: Match.id.in_(judged.where(is_given(), wanted))


def _judged(verdict: Verdict) -> Condition:
    return lambda scope: in_band(verdict, scope.narrowing.band)


def _turn(demand_side: tuple[MatchState, ...], supply_side: tuple[MatchState, ...]) -> Condition:
    return lambda scope: or_(
        stands_on(scope, Demand) & Match.state.in_(demand_side),
        stands_on(scope, Supply) & Match.state.in_(supply_side),
    )


def _standing(*states: MatchState) -> Condition:
    return lambda _scope: Match.state.in_(states)


def _answered(ours: bool, accepted: bool) -> Condition:
    def gave(scope: Scope) -> ColumnElement[bool]:
        def on(side: Kind) -> ColumnElement[bool]:
            given = select(Answer.match_id).where(
                Answer.side == side, Answer.accepted.is_(accepted), Answer.revoked_at.is_(None)
            )
            own = stands_on(scope, Demand if side is Kind.DEMAND else Supply)
            return Match.id.in_(given) & (own if ours else ~own)

        return or_(*(on(side) for side in Kind))

    return gave


CONDITIONS: Mapping[Figure, Condition] = {
    **{figure: _step(figure) for figure in FUNNEL},
    **{figure: _outcome(stage) for figure, stage in REACHED.items()},
    **{figure: _aged(*days) for figure, days in AGES.items()},
    F.BOTH_RECOMMEND: _twice(Verdict.RECOMMEND),
    F.BOTH_REJECT: _twice(Verdict.REJECT),
    F.DIFFER: _twice(None),
    **{figure: _judged(verdict) for figure, verdict in JUDGED.items()},
    F.WAITS_FOR_US: _turn((M.RECOMMENDED, M.ACCEPTED_BY_SUPPLY), (M.RECOMMENDED, M.ACCEPTED_BY_DEMAND)),
    F.WAITS_FOR_THEM: _turn((M.ACCEPTED_BY_DEMAND,), (M.ACCEPTED_BY_SUPPLY,)),
    F.WAITS_FOR_STAFF: _standing(M.DECLINED),
    F.UNDER_WAY: _standing(*TOGETHER),
    **{figure: _answered(*what) for figure, what in ANSWERS.items()},
}
