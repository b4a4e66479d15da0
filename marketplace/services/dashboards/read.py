"""The two dashboards: the one of staff, and that of an organization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Match, OpportunityList, OutcomeStage
from marketplace.permissions import Actor, Permission, require
from marketplace.services.dashboards.bands import Band, count_bands
from marketplace.services.dashboards.count import (
    Step,
    count_listings,
    count_pairs,
    count_queue,
    read_funnel,
)
from marketplace.services.dashboards.exposure import Exposure, read_exposure
from marketplace.services.dashboards.figures import AGREEMENT, ANSWERS, FUNNEL, LISTINGS, WAITING, Figure
from marketplace.services.dashboards.scope import Narrowing, Scope, pairs_of
from marketplace.services.outcomes.count import StageCount, count_outcomes
from marketplace.services.ports import Clock
from marketplace.services.second_reviews.report import count_opinions
from matching.learning.double_review import DoubleReview, measure_double_review


@dataclass(frozen=True)
class StaffDashboard:
    """`agreement` holds kappa over the pairs that `twice` counts."""

    funnel: Sequence[Step]
    outcomes: Mapping[OutcomeStage, StageCount]
    queue: Mapping[Figure, int]
    twice: Mapping[Figure, int]
    agreement: DoubleReview
    bands: Sequence[Band]
    listings: Mapping[Figure, int]
    exposure: Exposure


@dataclass(frozen=True)
class OwnDashboard:
    """One organization's way, as it may see it."""

    funnel: Sequence[Step]
    outcomes: Mapping[OutcomeStage, StageCount]
    waiting: Mapping[Figure, int]
    answers: Mapping[Figure, int]


def staff_scope(actor: Actor, narrowing: Narrowing, *, clock: Clock) -> Scope:
    """Everything. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    return Scope(narrowing, clock.now())


def own_scope(actor: Actor, narrowing: Narrowing, *, clock: Clock) -> Scope:
    """The pairs of the actor's organization that it may know of. Raises NotAllowed."""
    require(actor, Permission.USE_WORKSPACE)
    # No organization has the number 0: who belongs to none sees nothing, not everything.
    return Scope(replace(narrowing, supplier=None, band=None), clock.now(), actor.organization_id or 0)


def read_staff_dashboard(
    session: Session, actor: Actor, narrowing: Narrowing, *, clock: Clock
) -> StaffDashboard:
    """All figures of staff. Raises NotAllowed."""
    scope = staff_scope(actor, replace(narrowing, supplier=None, band=None), clock=clock)
    twice = count_pairs(session, scope, AGREEMENT)
    return StaffDashboard(
        read_funnel(session, scope),
        _outcomes(session, scope),
        count_queue(session, scope),
        twice,
        _agreement(session, scope),
        count_bands(session, scope),
        {figure: count_listings(session, scope, figure) for figure in LISTINGS},
        read_exposure(session, scope),
    )


def read_own_dashboard(session: Session, actor: Actor, narrowing: Narrowing, *, clock: Clock) -> OwnDashboard:
    """All figures of the actor's organization. Raises NotAllowed."""
    scope = own_scope(actor, narrowing, clock=clock)
    return OwnDashboard(
        read_funnel(session, scope, FUNNEL[1:]),
        _outcomes(session, scope),
        count_pairs(session, scope, WAITING),
        count_pairs(session, scope, tuple(ANSWERS)),
    )


def list_names(session: Session) -> Sequence[tuple[str, str]]:
    """Slug and title of every released list, the newest first."""
    query = select(OpportunityList.slug, OpportunityList.title)
    rows = session.execute(query.order_by(OpportunityList.released_on.desc(), OpportunityList.id.desc()))
    return [(slug, title) for slug, title in rows]


def _outcomes(session: Session, scope: Scope) -> Mapping[OutcomeStage, StageCount]:
    return count_outcomes(session, Match.id.in_(pairs_of(scope, Match.id)))


def _agreement(session: Session, scope: Scope) -> DoubleReview:
    opinions = count_opinions(session, Match.id.in_(pairs_of(scope, Match.id)))
    first = [one for (one, _other), count in opinions.items() for _ in range(count)]
    second = [other for (_one, other), count in opinions.items() for _ in range(count)]
    return measure_double_review(first, second)
