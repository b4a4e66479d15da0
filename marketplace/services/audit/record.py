"""Record audit events, and change states so that none goes unrecorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from marketplace.models import (
    Approach,
    ApproachState,
    Assignment,
    AssignmentState,
    AuditEvent,
    ImportBatch,
    ImportState,
    Invitation,
    InvitationState,
    KindState,
    Listing,
    ListingState,
    Mail,
    MailState,
    Match,
    MatcherVersion,
    MatcherVersionState,
    MatchState,
    Meeting,
    MeetingState,
    Organization,
    OrganizationState,
    Outcome,
    OutcomeState,
    Party,
    ProblemKind,
    Question,
    QuestionState,
    Submission,
    SubmissionState,
)
from marketplace.models.transitions import check_transition
from marketplace.permissions import Actor
from marketplace.services.audit.moments import mark_reached
from marketplace.services.ports import Clock

SET_ASIDE = frozenset({MatchState.PARKED, MatchState.CLOSED})


class Recordable(Protocol):
    """Any row with a table and an id."""

    __tablename__: str

    @property
    def id(self) -> Any:
        """The row's id; None before it is written."""
        ...


def record_event(
    session: Session,
    actor: Actor | None,
    action: str,
    entity: Recordable,
    *,
    from_state: str | None = None,
    to_state: str | None = None,
    **details: Any,
) -> AuditEvent:
    """Add one event to the trail. `actor` None: the system itself. Details must hold no personal contacts."""
    if entity.id is None:
        session.flush()  # a new row has no id to point at before it is written
    event = AuditEvent(
        actor_id=actor.id if actor is not None else None,
        action=action,
        entity_type=entity.__tablename__,
        entity_id=entity.id,
        from_state=from_state,
        to_state=to_state,
        details=details,
    )
    session.add(event)
    return event


def change_listing_state(
    session: Session, actor: Actor | None, listing: Listing, new: ListingState, action: str, **details: Any
) -> None:
    """Move a listing to `new` and record it. Raises WrongState."""
    old = listing.state
    check_transition(old, new)
    listing.state = new
    record_event(session, actor, action, listing, from_state=old.value, to_state=new.value, **details)


def change_match_state(
    session: Session,
    actor: Actor | None,
    match: Match,
    new: MatchState,
    action: str,
    *,
    clock: Clock,
    **details: Any,
) -> None:
    """Move a match to `new`, begin the wait for its next step, and record it. Raises WrongState."""
    old = match.state
    check_transition(old, new)
    match.state = new
    match.resumes_at = old if new in SET_ASIDE else None
    match.closed_reason = None
    mark_reached(match, new, clock.now())
    begin_wait(match, clock=clock)
    record_event(session, actor, action, match, from_state=old.value, to_state=new.value, **details)


def begin_wait(
    match: Match, *, clock: Clock, waits_for: Party | None = None, until: datetime | None = None
) -> None:
    """Something happened in the pair: count days from now (or from `until`), and remind and alert anew."""
    match.waiting_since = clock.now()
    match.waits_for, match.waits_until = waits_for, until
    match.reminded_at = match.stalled_at = None


def change_meeting_state(
    session: Session, actor: Actor | None, meeting: Meeting, new: MeetingState, action: str, **details: Any
) -> None:
    """Move a meeting to `new` and record it. Raises WrongState."""
    old = meeting.state
    check_transition(old, new)
    meeting.state = new
    record_event(session, actor, action, meeting, from_state=old.value, to_state=new.value, **details)


def change_outcome_state(
    session: Session, actor: Actor | None, outcome: Outcome, new: OutcomeState, action: str, **details: Any
) -> None:
    """Move a claimed outcome to `new` and record it. Raises WrongState."""
    old = outcome.state
    check_transition(old, new)
    outcome.state = new
    record_event(session, actor, action, outcome, from_state=old.value, to_state=new.value, **details)


def change_import_state(
    session: Session, actor: Actor | None, batch: ImportBatch, new: ImportState, action: str, **details: Any
) -> None:
    """Move an import to `new` and record it. Raises WrongState."""
    old = batch.state
    check_transition(old, new)
    batch.state = new
    record_event(session, actor, action, batch, from_state=old.value, to_state=new.value, **details)


def change_assignment_state(
    session: Session,
    actor: Actor | None,
    assignment: Assignment,
    new: AssignmentState,
    action: str,
    **details: Any,
) -> None:
    """Move an assignment to `new` and record it. Raises WrongState."""
    old = assignment.state
    check_transition(old, new)
    assignment.state = new
    record_event(session, actor, action, assignment, from_state=old.value, to_state=new.value, **details)


def change_kind_state(
    session: Session, actor: Actor | None, kind: ProblemKind, new: KindState, action: str, **details: Any
) -> None:
    """Move a kind of problem to `new` and record it. Raises WrongState."""
    old = kind.state
    check_transition(old, new)
    kind.state = new
    record_event(session, actor, action, kind, from_state=old.value, to_state=new.value, **details)


def change_matcher_state(
    session: Session,
    actor: Actor | None,
    version: MatcherVersion,
    new: MatcherVersionState,
    action: str,
    **details: Any,
) -> None:
    """Move a version of the matcher to `new` and record it. Raises WrongState."""
    old = version.state
    check_transition(old, new)
    version.state = new
    record_event(session, actor, action, version, from_state=old.value, to_state=new.value, **details)


def change_organization_state(
    session: Session,
    actor: Actor | None,
    organization: Organization,
    new: OrganizationState,
    action: str,
    **details: Any,
) -> None:
    """Move an organization to `new` and record it. Raises WrongState."""
    old = organization.state
    check_transition(old, new)
    organization.state = new
    record_event(session, actor, action, organization, from_state=old.value, to_state=new.value, **details)


def change_submission_state(
    session: Session,
    actor: Actor | None,
    submission: Submission,
    new: SubmissionState,
    action: str,
    **details: Any,
) -> None:
    """Move a submission to `new` and record it. Raises WrongState."""
    old = submission.state
    check_transition(old, new)
    submission.state = new
    record_event(session, actor, action, submission, from_state=old.value, to_state=new.value, **details)


def change_question_state(
    session: Session, actor: Actor | None, question: Question, new: QuestionState, action: str, **details: Any
) -> None:
    """Move a question to `new` and record it. Raises WrongState."""
    old = question.state
    check_transition(old, new)
    question.state = new
    record_event(session, actor, action, question, from_state=old.value, to_state=new.value, **details)


def change_approach_state(
    session: Session, actor: Actor | None, approach: Approach, new: ApproachState, action: str, **details: Any
) -> None:
    """Move an interest or an invitation to `new` and record it. Raises WrongState."""
    old = approach.state
    check_transition(old, new)
    approach.state = new
    record_event(session, actor, action, approach, from_state=old.value, to_state=new.value, **details)


def change_mail_state(
    session: Session,
    actor: Actor | None,
    mail: Mail,
    new: MailState,
    action: str | None = None,
    **details: Any,
) -> None:
    """Move a mail to `new`. Raises WrongState. What came of it is recorded under `action`; the steps of the
    machine that sends it (taken up, tried again later) have none and leave their times in the row.
    """
    old = mail.state
    check_transition(old, new)
    mail.state = new
    if action is not None:
        record_event(session, actor, action, mail, from_state=old.value, to_state=new.value, **details)


def change_invitation_state(
    session: Session,
    actor: Actor | None,
    invitation: Invitation,
    new: InvitationState,
    action: str,
    **details: Any,
) -> None:
    """Move an invitation to `new` and record it. Raises WrongState."""
    old = invitation.state
    check_transition(old, new)
    invitation.state = new
    record_event(session, actor, action, invitation, from_state=old.value, to_state=new.value, **details)
