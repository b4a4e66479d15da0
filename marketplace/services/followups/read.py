"""How far an introduced pair has come, as one of its sides or staff read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.models import (
    Account,
    FollowUp,
    Introduction,
    Kind,
    Match,
    MatchState,
    Meeting,
    MeetingState,
    Outcome,
    OutcomeStage,
    OutcomeState,
    Pilot,
    Visibility,
)
from marketplace.models.transitions import MATCH
from marketplace.permissions import Actor, Permission, require
from marketplace.services.answers.own_pairs import find_own_match, sides_of
from marketplace.services.followups.lock import TALKING
from marketplace.services.followups.log import LOCAL
from marketplace.services.followups.next_action import WAITING, Action, Standing, next_action
from marketplace.services.followups.steps import TOGETHER, rule_of, waiting_begins
from marketplace.services.meetings.ahead import meeting_ahead
from marketplace.services.outcomes.claim import REACHES
from marketplace.services.outcomes.find import STANDING, file_unchanged
from marketplace.services.outcomes.publish import PUBLISHABLE
from marketplace.services.pilots.run import pilot_of
from marketplace.services.ports import Clock


@dataclass(frozen=True)
class FollowThrough:
    """Everything after the introduction. `side` None: read by staff, who see what sides keep for staff.

    `tampered`: outcomes whose stored file no longer has the hash that was claimed.
    """

    match: Match
    side: Kind | None
    introduced_at: datetime
    entries: Sequence[FollowUp]
    ahead: Meeting | None
    meetings: Sequence[Meeting]
    pilot: Pilot | None
    outcomes: Sequence[Outcome]
    tampered: frozenset[int]
    action: Action
    now: datetime

    @property
    def waits(self) -> bool:
        """Whether there is nothing to do for the reader."""
        return self.action in WAITING

    @property
    def together(self) -> bool:
        """Whether the two sides can take steps now."""
        return self.match.state in TOGETHER

    @property
    def talking(self) -> bool:
        """Whether notes can be added now."""
        return self.match.state in TALKING

    @property
    def late_days(self) -> int:
        """For how many days the pair has been waiting; 0 before the day agreed for the next step."""
        return max(0, (self.now - waiting_begins(self.match)).days) if rule_of(self.match) else 0

    @property
    def agreed_time(self) -> datetime | None:
        """When the two sides meet; None while no time stands."""
        return self.ahead.starts_at if self.ahead and self.ahead.state is MeetingState.AGREED else None

    @property
    def is_over(self) -> bool:
        """Whether the agreed time has come: the meeting can no longer be called off, only reported on."""
        return self.agreed_time is not None and self.agreed_time <= self.now

    @property
    def moved_from(self) -> datetime | None:
        """The time that was agreed before other times were offered; it no longer holds."""
        if self.ahead is None or self.ahead.state is not MeetingState.OFFERED:
            return None
        return self.ahead.starts_at

    @property
    def called_off(self) -> Meeting | None:
        """The newest meeting, if called off before its time: it still stands in people's calendars."""
        last = self.meetings[-1] if self.meetings else None
        if last is None or last.state is not MeetingState.CANCELLED or last.starts_at is None:
            return None
        return last if last.starts_at > self.now else None

    @property
    def can_begin_pilot(self) -> bool:
        """Whether a pilot may begin from here."""
        return MatchState.PILOT in MATCH[self.match.state]

    @property
    def claimable(self) -> Sequence[OutcomeStage]:
        """What may be claimed from here."""
        standing = {outcome.stage for outcome in self.outcomes if outcome.state in STANDING}
        if not self.together:
            return []
        return [
            stage
            for stage, reaches in REACHES.items()
            if stage not in standing
            and (reaches is None or reaches in MATCH[self.match.state])
            # After the signing an intent says nothing any more.
            and not (stage is OutcomeStage.INTENT and self.match.state is MatchState.SIGNED)
        ]

    @property
    def publishable(self) -> Sequence[Outcome]:
        """The confirmed outcomes that may be published."""
        return [
            one for one in self.outcomes if one.state is OutcomeState.CONFIRMED and one.stage in PUBLISHABLE
        ]

    @property
    def planned(self) -> Sequence[FollowUp]:
        """Next steps that are not done, the earliest first."""
        waiting = [one for one in self.entries if one.next_step and one.done_at is None]
        return sorted(waiting, key=lambda one: (one.due_on is None, one.due_on))

    def overdue(self, entry: FollowUp) -> bool:
        """Whether the entry's next step should have been done before today."""
        return entry.due_on is not None and entry.due_on < self.now.astimezone(LOCAL).date()


def read_follow_through(
    session: Session, actor: Actor, match: Match, side: Kind, *, clock: Clock
) -> FollowThrough | None:
    """The pair as `side` reads it; None before the introduction. Raises NotAllowed, NotFound."""
    find_own_match(session, actor, match.id)
    if side not in sides_of(actor, match):
        return None
    return _read(session, match, side, _readable_by(side), clock)


def read_for_contact(session: Session, match: Match, side: Kind, *, clock: Clock) -> FollowThrough | None:
    """The pair as the contact of `side` reads it by a link that the caller has found open."""
    return _read(session, match, side, _readable_by(side), clock)


def read_for_staff(session: Session, actor: Actor, match: Match, *, clock: Clock) -> FollowThrough | None:
    """The pair as staff read it; None before the introduction. Raises NotAllowed."""
    require(actor, Permission.REVIEW_MATCHES)
    return _read(session, match, None, FollowUp.visibility != Visibility.OWN_SIDE, clock)


def _readable_by(side: Kind) -> ColumnElement[bool]:
    return (FollowUp.visibility == Visibility.BOTH) | (FollowUp.side == side)


def _read(
    session: Session, match: Match, side: Kind | None, readable: ColumnElement[bool], clock: Clock
) -> FollowThrough | None:
    introduced_at = session.scalar(select(Introduction.created_at).where(Introduction.match_id == match.id))
    if introduced_at is None:
        return None
    outcomes = session.scalars(
        select(Outcome)
        .options(joinedload(Outcome.file), selectinload(Outcome.consents))
        .where(Outcome.match_id == match.id)
        .order_by(Outcome.created_at, Outcome.id)
    ).all()
    standing = Standing(match, meeting_ahead(session, match), pilot_of(session, match), outcomes)
    return FollowThrough(
        match=match,
        side=side,
        introduced_at=introduced_at,
        entries=_entries(session, match, readable),
        ahead=standing.ahead,
        meetings=session.scalars(
            select(Meeting).where(Meeting.match_id == match.id).order_by(Meeting.id)
        ).all(),
        pilot=standing.pilot,
        outcomes=outcomes,
        tampered=frozenset(one.id for one in outcomes if not file_unchanged(one)),
        action=next_action(standing, side or Kind.DEMAND, clock.now()),
        now=clock.now(),
    )


def _entries(session: Session, match: Match, readable: ColumnElement[bool]) -> Sequence[FollowUp]:
    return session.scalars(
        select(FollowUp)
        .options(joinedload(FollowUp.account).joinedload(Account.organization), selectinload(FollowUp.files))
        .where(FollowUp.match_id == match.id, readable)
        .order_by(FollowUp.happened_on.desc(), FollowUp.id.desc())
    ).all()
