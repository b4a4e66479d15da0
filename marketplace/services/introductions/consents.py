"""The two consents an introduction rests on: whether they stand, taking one back, giving it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import Answer, ConsentWithdrawal, Introduction, Kind, Match, MatchState, Topic
from marketplace.permissions import Actor
from marketplace.services.answers.consent import is_of_owner
from marketplace.services.answers.lock import LONGEST_NOTE, lock_own_match
from marketplace.services.answers.own_pairs import across
from marketplace.services.answers.tell import follow_side
from marketplace.services.audit.record import record_event
from marketplace.services.notes import check_note
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.ports import Clock

M = MatchState
INTRODUCED = frozenset({M.INTRODUCED, M.MEETING, M.PILOT, M.SIGNED, M.DELIVERED})


class WithdrawalReason(StrEnum):
    """Why a side takes its consent back. The other side is told in words of its own."""

    NOT_PURSUED = "not_pursued"
    PERSON_CHANGED = "person_changed"
    TOO_MUCH = "too_much"
    MISUSED = "misused"
    OTHER = "other"


@dataclass(frozen=True)
class Consents:
    """The introduction, the acceptance of each side, and the withdrawals of those that no longer stand."""

    introduction: Introduction
    answers: Mapping[Kind, Answer]
    withdrawn: Mapping[Kind, ConsentWithdrawal]

    @property
    def stand(self) -> bool:
        """Whether both do: contacts are released to both sides or to neither."""
        return all(answer.revoked_at is None for answer in self.answers.values())


def read_consents(session: Session, match: Match) -> Consents | None:
    """The consents of an introduced pair; None before, after its end, and when a listing has passed on.

    The two organizations that agreed are meant: a listing that passes to another takes no consent along.
    """
    made = session.scalar(select(Introduction).where(Introduction.match_id == match.id))
    if match.state not in INTRODUCED or made is None:
        return None
    keys = {Kind.DEMAND: made.demand_answer_id, Kind.SUPPLY: made.supply_answer_id}
    answers = {side: session.get_one(Answer, key) for side, key in keys.items()}
    if not all(is_of_owner(match, answer) for answer in answers.values()):
        return None
    taken = session.scalars(select(ConsentWithdrawal).where(ConsentWithdrawal.consent_id.in_(keys.values())))
    return Consents(made, answers, {withdrawal.side: withdrawal for withdrawal in taken})


def withdraw_consent(
    session: Session, actor: Actor, match_id: int, side: Kind, *, reason: str, note: str = "", clock: Clock
) -> Match:
    """Take back the consent of `side`: at once neither side sees the other's contact through this pair.

    Sending it twice changes nothing the second time. Raises NotAllowed, NotFound, WrongState unless the pair
    is introduced, InvalidInput with field `reason` or `note`.
    """
    match = lock_own_match(session, actor, match_id, side)
    return close_access(session, match, side, actor, reason=reason, note=note, clock=clock)


def close_access(
    session: Session,
    match: Match,
    side: Kind,
    actor: Actor | None,
    *,
    reason: str,
    note: str,
    clock: Clock,
    **details: str,
) -> Match:
    """The same on a locked pair, whoever speaks for the side; `actor` None: its contact, by a link."""
    note = check_note(note, LONGEST_NOTE)
    if reason not in set(WithdrawalReason):
        raise InvalidInput("Choose a reason.", field="reason")
    if reason == WithdrawalReason.OTHER and not note:
        raise InvalidInput("Say in the note what the reason is.", field="note")
    consents = _introduced(session, match)
    consent = consents.answers[side]
    if side in consents.withdrawn:
        return match
    consent.revoked_at = clock.now()
    session.add(
        ConsentWithdrawal(
            introduction_id=consents.introduction.id,
            consent_id=consent.id,
            side=side,
            reason=reason,
            note=note,
            account_id=actor.id if actor is not None else None,
            created_at=clock.now(),
        )
    )
    record_event(session, actor, "consent.withdraw", match, side=side.value, reason=reason, **details)
    follow_side(session, match, across(side), Topic.CONSENT_WITHDRAWN, clock=clock, urgent=True)
    notify_staff(session, Topic.CONSENT_WITHDRAWN_STAFF, clock=clock, match=match)
    return match


def renew_consent(session: Session, actor: Actor, match_id: int, side: Kind, *, clock: Clock) -> Match:
    """Consent anew for `side`: a new answer, under which whatever is seen from now on is recorded.

    Sending it twice changes nothing the second time. Raises NotAllowed, NotFound, and WrongState.
    """
    match = lock_own_match(session, actor, match_id, side)
    consents = _introduced(session, match)
    if consents.answers[side].revoked_at is None:
        return match
    answer = Answer(match_id=match.id, side=side, accepted=True, account_id=actor.id, created_at=clock.now())
    session.add(answer)
    session.flush()  # the introduction names it by its id
    if side is Kind.DEMAND:
        consents.introduction.demand_answer_id = answer.id
    else:
        consents.introduction.supply_answer_id = answer.id
    record_event(session, actor, "consent.renew", match, side=side.value)
    follow_side(session, match, across(side), Topic.CONSENT_RENEWED, clock=clock)
    return match


def _introduced(session: Session, match: Match) -> Consents:
    """The pair's consents, or WrongState."""
    consents = read_consents(session, match)
    if consents is None:
        raise WrongState("Consent can be taken back or given again only while a pair is introduced.")
    return consents
