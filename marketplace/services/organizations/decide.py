"""What staff say to an organization that wants to be verified: yes, show us more, no."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import (
    Account,
    Organization,
    OrganizationState,
    Topic,
    Verification,
    VerificationDecision,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_organization_state, record_event
from marketplace.services.notes import check_note
from marketplace.services.notifications.notify import notify
from marketplace.services.organizations.absorb import absorb
from marketplace.services.organizations.known import known_under
from marketplace.services.organizations.reasons import RefusalReason
from marketplace.services.ports import Clock

LONGEST_ANSWER = 500


def approve(
    session: Session, actor: Actor, verification_id: int, *, claims: int | None, clock: Clock
) -> Organization:
    """Verify the organization. `claims`: the organization already here under its code, as the page showed it.

    With one, the applicant's organization goes into it. Returns the verified organization.
    Raises NotAllowed, NotFound, Conflict when somebody decided first or the claim is another by now.
    """
    request = _take(session, actor, verification_id)
    source = request.organization
    existing = _locked(session, source.claimed_code)
    if (existing.id if existing is not None else None) != claims:
        raise Conflict("What is on the lists under this code has changed. Please look at it again.")
    _settle(request, actor, VerificationDecision.APPROVED, clock=clock)
    if existing is None:
        if source.unified_social_credit_code is None:
            source.unified_social_credit_code, source.claimed_code = source.claimed_code, None
        change_organization_state(session, actor, source, OrganizationState.VERIFIED, "organization.verified")
        verified = source
    else:
        verified = _claim(session, actor, source, existing)
    _tell(session, verified, Topic.ORGANIZATION_VERIFIED, clock=clock)
    return verified


def ask_for_more(
    session: Session, actor: Actor, verification_id: int, *, answer: str, clock: Clock
) -> Organization:
    """Say what is missing. Raises NotAllowed, NotFound, Conflict, and InvalidInput without an answer."""
    answer = _answer(answer, "Say what is missing, so that the applicant can send it.")
    request = _take(session, actor, verification_id)
    _settle(request, actor, VerificationDecision.MORE_ASKED, clock=clock, answer=answer)
    organization = request.organization
    change_organization_state(
        session, actor, organization, OrganizationState.MORE_ASKED, "organization.more_asked", note=answer
    )
    _tell(session, organization, Topic.ORGANIZATION_MORE_ASKED, clock=clock, note=answer)
    return organization


def refuse(
    session: Session, actor: Actor, verification_id: int, *, reason: str, answer: str, clock: Clock
) -> Organization:
    """Refuse, with a coded reason; `other` needs words.

    Raises NotAllowed, NotFound, Conflict, and InvalidInput with field `reason` or `answer`.
    """
    if reason not in set(RefusalReason):
        raise InvalidInput("Choose a reason.", field="reason")
    if reason == RefusalReason.OTHER:
        answer = _answer(answer, "Say why, in words the applicant can act on.")
    answer = _answer(answer, None)
    request = _take(session, actor, verification_id)
    _settle(request, actor, VerificationDecision.REFUSED, clock=clock, answer=answer, reason=reason)
    organization = request.organization
    change_organization_state(
        session,
        actor,
        organization,
        OrganizationState.REFUSED,
        "organization.refused",
        reason=reason,
        note=answer,
    )
    _tell(session, organization, Topic.ORGANIZATION_REFUSED, clock=clock)
    return organization


def _take(session: Session, actor: Actor, verification_id: int) -> Verification:
    """The open request, locked. Raises NotAllowed (also for one's own organization), NotFound, Conflict."""
    require(actor, Permission.VERIFY_ORGANIZATIONS)
    request = session.scalar(
        select(Verification)
        .where(Verification.id == verification_id)
        .with_for_update(of=Verification)
        .execution_options(populate_existing=True)
    )
    if request is None:
        raise NotFound("There is no such request.")
    if actor.organization_id is not None and actor.organization_id == request.organization_id:
        raise NotAllowed("You belong to this organization: somebody else must decide.")
    if request.decision is not None or request.organization.state is not OrganizationState.SUBMITTED:
        raise Conflict("Somebody has decided this request already. Nothing was saved.")
    return request


def _locked(session: Session, code: str | None) -> Organization | None:
    """The organization known under the code, so that nobody merges or renames it meanwhile."""
    existing = known_under(session, [code]).get(code) if code is not None else None
    if existing is not None:
        session.refresh(existing, with_for_update=True)
    return existing


def _settle(
    request: Verification,
    actor: Actor,
    decision: VerificationDecision,
    *,
    clock: Clock,
    answer: str = "",
    reason: str = "",
) -> None:
    request.decision, request.answer, request.reason = decision, answer, reason
    request.decided_by_id, request.decided_at = actor.id, clock.now()


def _claim(session: Session, actor: Actor, source: Organization, existing: Organization) -> Organization:
    """Put the applicant's organization into the one that the lists know already."""
    if existing.state not in (OrganizationState.UNVERIFIED, OrganizationState.VERIFIED):
        raise WrongState("The organization known under this code is suspended; an administrator must decide.")
    if actor.organization_id == existing.id:
        raise NotAllowed("You belong to this organization: somebody else must decide.")
    managed = session.scalar(
        select(func.count(Account.id)).where(
            Account.organization_id == existing.id, Account.is_manager, Account.active
        )
    )
    if managed:  # whoever manages it already decides who else does
        for account in session.scalars(select(Account).where(Account.organization_id == source.id)):
            account.is_manager = False
    existing.region = existing.region or source.region
    absorb(session, actor, source, existing, "organization.claimed")
    if existing.state is OrganizationState.UNVERIFIED:
        change_organization_state(
            session, actor, existing, OrganizationState.VERIFIED, "organization.verified"
        )
    else:
        record_event(session, actor, "organization.joined", existing)
    return existing


def _answer(answer: str, missing: str | None) -> str:
    answer = check_note(answer, LONGEST_ANSWER)
    if missing is not None and not answer:
        raise InvalidInput(missing, field="answer")
    return answer


def _tell(
    session: Session, organization: Organization, topic: Topic, *, clock: Clock, note: str = ""
) -> None:
    """Tell everybody of the organization at once: they wait for this."""
    session.flush()  # the accounts may just have been moved here
    told = select(Account).where(Account.organization_id == organization.id, Account.active)
    for account in session.scalars(told):
        notify(session, account, topic, clock=clock, urgent=True, organization=organization.name, note=note)
