"""A pair that staff recommended, with somebody on each side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from marketplace.models import Account, Kind, Match, MatchState, Organization, Review, Role, Verdict
from marketplace.services.reviews.lock import Seen, public_hash
from tests.factories.accounts import make_account, make_organization
from tests.factories.listings import make_listing
from tests.factories.matches import make_match

RECOMMENDED_AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Recommended:
    """The pair, one account of each side, and the staff member who recommended it."""

    match: Match
    owner: Account
    company: Account
    staff: Account

    @property
    def seen(self) -> Seen:
        """What a page opened now would send back."""
        return Seen(self.match.version, public_hash(self.match.demand), public_hash(self.match.supply))

    def on(self, side: Kind) -> Account:
        """The account on that side."""
        return self.owner if side is Kind.DEMAND else self.company


def make_recommended(
    session: Session,
    state: MatchState = MatchState.RECOMMENDED,
    demander: Organization | None = None,
    supplier: Organization | None = None,
    score: float = 0.8,
) -> Recommended:
    """A recommended pair, its review on record. Accounts belong to the two organizations."""
    demander = demander or make_organization(session, kind="政府部门")
    supplier = supplier or make_organization(session)
    match = make_match(
        session,
        make_listing(session, Kind.DEMAND, demander),
        make_listing(session, Kind.SUPPLY, supplier),
        state,
        score=score,
    )
    staff = make_account(session, Role.STAFF)
    match.recommended_at = RECOMMENDED_AT
    session.add(
        Review(
            match_id=match.id,
            reviewer_id=staff.id,
            verdict=Verdict.RECOMMEND,
            note="内部备注，不给双方看",
            demand_hash=public_hash(match.demand),
            supply_hash=public_hash(match.supply),
            suggestion_id=match.suggestion_id,
            created_at=RECOMMENDED_AT,
        )
    )
    owner = make_account(session, Role.DEMAND_OWNER, demander)
    company = make_account(session, Role.COMPANY, supplier)
    session.flush()
    return Recommended(match, owner, company, staff)
