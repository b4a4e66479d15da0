"""What staff read before they verify an organization."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import (
    Account,
    Listing,
    Organization,
    OrganizationState,
    StoredFile,
    Verification,
    VerificationDecision,
)
from marketplace.permissions import Actor, Permission, require
from marketplace.services.accounts.mail_addresses import domain_of
from marketplace.services.organizations.evidence import evidence_of
from marketplace.services.organizations.known import known_under

MOST_DECIDED = 30
MOST_SIMILAR = 5


@dataclass(frozen=True)
class Queue:
    """Requests that wait, oldest first; organizations asked for more; the latest decisions."""

    waiting: Sequence[Verification]
    asked: Sequence[Verification]
    decided: Sequence[Verification]


@dataclass(frozen=True)
class Known:
    """An organization already here, with what it has."""

    organization: Organization
    listings: int
    accounts: int


@dataclass(frozen=True)
class Request:
    """One request. `known`: who the lists know under the same code; `domain`: of the confirmed work mail."""

    verification: Verification
    organization: Organization
    evidence: Sequence[StoredFile]
    domain: str
    known: Known | None
    similar: Sequence[Known]
    rivals: Sequence[Organization]
    earlier: Sequence[Verification]
    own: bool


def read_queue(session: Session, actor: Actor) -> Queue:
    """The queue. Raises NotAllowed."""
    require(actor, Permission.VERIFY_ORGANIZATIONS)
    asked = select(func.max(Verification.id)).where(Verification.decision == VerificationDecision.MORE_ASKED)
    newest = asked.group_by(Verification.organization_id).scalar_subquery()
    current = select(Verification).join(Verification.organization)
    return Queue(
        waiting=session.scalars(
            current.where(
                Organization.state == OrganizationState.SUBMITTED, Verification.decision.is_(None)
            ).order_by(Verification.submitted_at, Verification.id)
        ).all(),
        asked=session.scalars(
            current.where(
                Organization.state == OrganizationState.MORE_ASKED, Verification.id.in_(newest)
            ).order_by(Verification.decided_at)
        ).all(),
        decided=session.scalars(
            select(Verification)
            .where(Verification.decided_at.is_not(None))
            .order_by(Verification.decided_at.desc())
            .limit(MOST_DECIDED)
        ).all(),
    )


def count_waiting(session: Session) -> int:
    """How many organizations wait for staff."""
    found = session.scalar(
        select(func.count(Organization.id)).where(Organization.state == OrganizationState.SUBMITTED)
    )
    return found or 0


def read_request(session: Session, actor: Actor, verification_id: int) -> Request:
    """One request with everything to compare it with. Raises NotAllowed and NotFound."""
    require(actor, Permission.VERIFY_ORGANIZATIONS)
    verification = session.get(Verification, verification_id)
    if verification is None:
        raise NotFound("There is no such request.")
    organization = verification.organization
    code = organization.claimed_code
    known = known_under(session, [code]).get(code) if code is not None else None
    rivals = session.scalars(
        select(Organization).where(
            Organization.claimed_code == code,
            Organization.id != organization.id,
            Organization.state != OrganizationState.MERGED,
        )
    ).all()
    earlier = session.scalars(
        select(Verification)
        .where(Verification.organization_id == organization.id, Verification.id != verification.id)
        .order_by(Verification.id.desc())
    ).all()
    return Request(
        verification=verification,
        organization=organization,
        evidence=evidence_of(session, organization),
        domain=domain_of(verification.submitted_by.email),
        known=_counted(session, known) if known is not None else None,
        similar=_similar(session, organization, known),
        rivals=rivals if code is not None else [],
        earlier=earlier,
        own=actor.organization_id == organization.id,
    )


def _counted(session: Session, organization: Organization) -> Known:
    listings = select(func.count(Listing.id)).where(Listing.organization_id == organization.id)
    accounts = select(func.count(Account.id)).where(Account.organization_id == organization.id)
    return Known(organization, session.scalar(listings) or 0, session.scalar(accounts) or 0)


def _similar(session: Session, organization: Organization, known: Organization | None) -> list[Known]:
    """Organizations whose name holds this one's or is held by it: perhaps the same under another code."""
    name = organization.name
    near = or_(
        Organization.name.contains(name, autoescape=True),
        func.strpos(name, Organization.name) > 0,
    )
    found = session.scalars(
        select(Organization)
        .where(
            near,
            Organization.id.not_in([organization.id, *([known.id] if known is not None else [])]),
            Organization.unified_social_credit_code.is_not(None),
        )
        .order_by(Organization.name)
        .limit(MOST_SIMILAR)
    )
    return [_counted(session, one) for one in found]
