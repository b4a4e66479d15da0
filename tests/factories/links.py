"""Links that somebody without an account was sent, and questions between the sides."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import Account, Approach, ApproachState, Kind, Listing, Match, Question, QuestionState
from marketplace.services.introductions.issue import PATH as CONTACT_PATH
from marketplace.services.introductions.issue import issue_contact_link
from marketplace.services.links.issue import PATH, issue_link
from marketplace.services.ports import Clock


def make_link(session: Session, match: Match, side: Kind, clock: Clock) -> str:
    """The token of a new link, as its mail carries it."""
    token = issue_link(session, match, side, clock=clock).removeprefix(PATH)
    session.flush()
    return token


def make_contact_link(session: Session, match: Match, side: Kind, clock: Clock) -> str:
    """The token of a new link to the other side's contact."""
    token = issue_contact_link(session, match, side, clock=clock).removeprefix(CONTACT_PATH)
    session.flush()
    return token


def make_question(
    session: Session,
    match: Match,
    side: Kind,
    clock: Clock,
    state: QuestionState = QuestionState.ASKED,
    **fields: object,
) -> Question:
    """A question of that side."""
    made = Question(
        match_id=match.id,
        side=side,
        state=state,
        text="能否在院内服务器上部署？",
        waiting_since=clock.now(),
        created_at=clock.now(),
        **fields,
    )
    session.add(made)
    session.flush()
    return made


def make_approach(
    session: Session, target: Listing, by: Account, clock: Clock, match: Match | None = None
) -> Approach:
    """A request for `target` that staff have not answered, without a listing unless a pair is given."""
    made = Approach(
        side=Kind.SUPPLY if target.kind is Kind.DEMAND else Kind.DEMAND,
        state=ApproachState.WAITING,
        listing_id=target.id,
        match_id=match.id if match is not None else None,
        organization_id=by.organization_id,
        account_id=by.id,
        reason="我们在两家医院做过同样的系统。",
        why_none="" if match is not None else "新产品尚未发布。",
        created_at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made
