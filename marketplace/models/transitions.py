"""The legal state changes, one table per thing that has states. Nothing else decides them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from marketplace.errors import WrongState
from marketplace.models.approach import ApproachState
from marketplace.models.assignment import AssignmentState
from marketplace.models.import_batch import ImportState
from marketplace.models.invitation import InvitationState
from marketplace.models.listing import ListingState
from marketplace.models.mail import MailState
from marketplace.models.match import MatchState
from marketplace.models.matcher_version import MatcherVersionState
from marketplace.models.meeting import MeetingState
from marketplace.models.organization import OrganizationState
from marketplace.models.outcome import OutcomeState
from marketplace.models.problem_kind import KindState
from marketplace.models.question import QuestionState
from marketplace.models.submission import SubmissionState

L, M, B, A, K = ListingState, MatchState, ImportState, AssignmentState, KindState
O = OrganizationState  # noqa: E741 - as the others are named

LISTING: Mapping[ListingState, frozenset[ListingState]] = {
    L.DRAFT: frozenset({L.SUBMITTED, L.PUBLISHED}),  # staff imports publish directly
    L.SUBMITTED: frozenset({L.PUBLISHED, L.CHANGES_REQUESTED, L.WITHDRAWN}),
    L.CHANGES_REQUESTED: frozenset({L.SUBMITTED, L.WITHDRAWN}),
    L.PUBLISHED: frozenset({L.WITHDRAWN, L.EXPIRED, L.FULFILLED}),
    L.WITHDRAWN: frozenset({L.PUBLISHED, L.SUBMITTED}),
    L.EXPIRED: frozenset({L.PUBLISHED, L.SUBMITTED}),
    L.FULFILLED: frozenset(),
}

# A pair in one of these asks nothing of anybody.
SETTLED = frozenset({M.REJECTED, M.CLOSED, M.DELIVERED})

MATCH: Mapping[MatchState, frozenset[MatchState]] = {
    M.SUGGESTED: frozenset({M.REJECTED, M.RECOMMENDED, M.PARKED}),
    M.REJECTED: frozenset({M.SUGGESTED}),  # undone, expired, or the texts changed
    M.RECOMMENDED: frozenset(
        {M.SUGGESTED, M.ACCEPTED_BY_DEMAND, M.ACCEPTED_BY_SUPPLY, M.DECLINED, M.PARKED, M.CLOSED}
    ),
    M.ACCEPTED_BY_DEMAND: frozenset(
        {M.INTRODUCED, M.DECLINED, M.RECOMMENDED, M.SUGGESTED, M.PARKED, M.CLOSED}
    ),
    M.ACCEPTED_BY_SUPPLY: frozenset(
        {M.INTRODUCED, M.DECLINED, M.RECOMMENDED, M.SUGGESTED, M.PARKED, M.CLOSED}
    ),
    M.DECLINED: frozenset({M.CLOSED, M.RECOMMENDED, M.PARKED}),  # staff confirm or override
    M.INTRODUCED: frozenset({M.MEETING, M.PARKED, M.CLOSED}),
    M.MEETING: frozenset({M.PILOT, M.SIGNED, M.PARKED, M.CLOSED}),
    M.PILOT: frozenset({M.SIGNED, M.PARKED, M.CLOSED}),
    M.SIGNED: frozenset({M.DELIVERED, M.PARKED, M.CLOSED}),
    M.DELIVERED: frozenset(),
    # Before the introduction a pair starts again; after it, it goes on where it stood.
    M.PARKED: frozenset(  # back to where it stood, or to the beginning
        {
            M.SUGGESTED,
            M.RECOMMENDED,
            M.ACCEPTED_BY_DEMAND,
            M.ACCEPTED_BY_SUPPLY,
            M.DECLINED,
            M.INTRODUCED,
            M.MEETING,
            M.PILOT,
            M.SIGNED,
        }
    ),
    M.CLOSED: frozenset({M.SUGGESTED, M.INTRODUCED, M.MEETING, M.PILOT, M.SIGNED}),
}

IMPORT: Mapping[ImportState, frozenset[ImportState]] = {
    B.READING: frozenset({B.PREVIEWED, B.REFUSED, B.FAILED}),
    B.PREVIEWED: frozenset({B.APPLYING, B.DISCARDED}),
    B.REFUSED: frozenset({B.DISCARDED}),
    B.APPLYING: frozenset({B.APPLIED, B.FAILED, B.PREVIEWED, B.REFUSED}),  # the site changed meanwhile
    B.APPLIED: frozenset(),
    B.FAILED: frozenset({B.DISCARDED}),
    B.DISCARDED: frozenset(),
}

ASSIGNMENT: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    A.PREPARING: frozenset({A.PREVIEWED, A.FAILED, A.DISCARDED}),
    A.PREVIEWED: frozenset({A.APPLIED, A.DISCARDED}),  # discarded when another is prepared
    A.APPLIED: frozenset({A.UNDONE, A.REPLACED}),
    A.UNDONE: frozenset(),
    A.REPLACED: frozenset(),
    A.DISCARDED: frozenset(),
    A.FAILED: frozenset({A.DISCARDED}),
}

PROBLEM_KIND: Mapping[KindState, frozenset[KindState]] = {
    K.DRAFT: frozenset({K.ACTIVE, K.RETIRED}),
    K.ACTIVE: frozenset({K.RETIRED}),
    K.RETIRED: frozenset({K.ACTIVE}),
}

MATCHER_VERSION: Mapping[MatcherVersionState, frozenset[MatcherVersionState]] = {
    MatcherVersionState.CANDIDATE: frozenset({MatcherVersionState.ACTIVE, MatcherVersionState.RETIRED}),
    MatcherVersionState.ACTIVE: frozenset({MatcherVersionState.RETIRED}),
    MatcherVersionState.RETIRED: frozenset({MatcherVersionState.ACTIVE}),  # a rollback brings it back
}

ORGANIZATION: Mapping[OrganizationState, frozenset[OrganizationState]] = {
    O.UNVERIFIED: frozenset({O.SUBMITTED, O.VERIFIED, O.SUSPENDED, O.MERGED}),  # an administrator may vouch
    O.SUBMITTED: frozenset({O.VERIFIED, O.MORE_ASKED, O.REFUSED, O.MERGED}),
    O.MORE_ASKED: frozenset({O.SUBMITTED, O.MERGED}),  # refused only once it is handed in again
    O.VERIFIED: frozenset({O.SUSPENDED, O.MERGED}),
    O.REFUSED: frozenset({O.SUBMITTED, O.MERGED}),
    O.SUSPENDED: frozenset({O.VERIFIED, O.MERGED}),
    O.MERGED: frozenset(),
}

MAIL: Mapping[MailState, frozenset[MailState]] = {
    MailState.QUEUED: frozenset(
        {MailState.SENDING, MailState.CAPTURED, MailState.CANCELLED, MailState.FAILED}
    ),
    MailState.SENDING: frozenset(
        {MailState.SENT, MailState.QUEUED, MailState.FAILED, MailState.BOUNCED, MailState.UNCERTAIN}
    ),
    MailState.SENT: frozenset(),
    MailState.CAPTURED: frozenset(),
    MailState.FAILED: frozenset({MailState.QUEUED, MailState.CANCELLED}),  # staff send again, or give up
    MailState.UNCERTAIN: frozenset({MailState.QUEUED, MailState.SENT, MailState.CANCELLED}),  # staff find out
    MailState.BOUNCED: frozenset({MailState.QUEUED, MailState.CANCELLED}),  # with another address, or never
    MailState.CANCELLED: frozenset(),
}

S = SubmissionState
SUBMISSION: Mapping[SubmissionState, frozenset[SubmissionState]] = {
    S.WAITING: frozenset({S.PUBLISHED, S.CHANGES_REQUESTED, S.REPLACED, S.TAKEN_BACK}),
    S.CHANGES_REQUESTED: frozenset({S.REPLACED, S.TAKEN_BACK}),
    S.PUBLISHED: frozenset(),
    S.REPLACED: frozenset(),
    S.TAKEN_BACK: frozenset(),
}

Q, P = QuestionState, ApproachState
QUESTION: Mapping[QuestionState, frozenset[QuestionState]] = {
    Q.ASKED: frozenset({Q.RELAYED, Q.RETURNED}),
    Q.RETURNED: frozenset(),
    Q.RELAYED: frozenset({Q.REPLIED}),
    Q.REPLIED: frozenset({Q.ANSWERED, Q.RELAYED}),  # staff pass the reply on, or ask for another
    Q.ANSWERED: frozenset(),
}

APPROACH: Mapping[ApproachState, frozenset[ApproachState]] = {
    P.WAITING: frozenset({P.RECOMMENDED, P.TURNED_DOWN}),
    P.RECOMMENDED: frozenset({P.WAITING}),  # the verdict was undone
    P.TURNED_DOWN: frozenset({P.WAITING}),  # undone, expired or reopened
}

MEETING: Mapping[MeetingState, frozenset[MeetingState]] = {
    MeetingState.OFFERED: frozenset({MeetingState.AGREED, MeetingState.CANCELLED}),
    # Other times may be asked for once one is agreed.
    MeetingState.AGREED: frozenset(
        {MeetingState.HELD, MeetingState.NOT_HELD, MeetingState.CANCELLED, MeetingState.OFFERED}
    ),
    MeetingState.HELD: frozenset(),
    MeetingState.NOT_HELD: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}

OUTCOME: Mapping[OutcomeState, frozenset[OutcomeState]] = {
    OutcomeState.CLAIMED: frozenset({OutcomeState.CONFIRMED, OutcomeState.DISPUTED, OutcomeState.WITHDRAWN}),
    OutcomeState.DISPUTED: frozenset({OutcomeState.CONFIRMED, OutcomeState.REFUSED, OutcomeState.WITHDRAWN}),
    OutcomeState.CONFIRMED: frozenset(),
    OutcomeState.WITHDRAWN: frozenset(),
    OutcomeState.REFUSED: frozenset(),
}

INVITATION: Mapping[InvitationState, frozenset[InvitationState]] = {
    InvitationState.SENT: frozenset({InvitationState.ACCEPTED, InvitationState.REVOKED}),
    InvitationState.ACCEPTED: frozenset(),
    InvitationState.REVOKED: frozenset(),
}

TABLES: Mapping[type[StrEnum], Mapping[Any, frozenset[Any]]] = {
    ListingState: LISTING,
    MatchState: MATCH,
    ImportState: IMPORT,
    AssignmentState: ASSIGNMENT,
    MatcherVersionState: MATCHER_VERSION,
    KindState: PROBLEM_KIND,
    OrganizationState: ORGANIZATION,
    MailState: MAIL,
    SubmissionState: SUBMISSION,
    QuestionState: QUESTION,
    ApproachState: APPROACH,
    MeetingState: MEETING,
    OutcomeState: OUTCOME,
    InvitationState: INVITATION,
}


def check_transition(old: StrEnum, new: StrEnum) -> None:
    """Raise WrongState unless the table of their type allows going from `old` to `new`."""
    if new not in TABLES[type(old)][old]:
        raise WrongState("This cannot go from “%(old)s” to “%(new)s”.", old=old, new=new)
