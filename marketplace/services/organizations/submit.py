"""Hand the organization in to be verified, or mend what was said about it before."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import Organization, OrganizationState, Topic, Verification
from marketplace.permissions import Actor
from marketplace.services.audit.record import change_organization_state, record_event
from marketplace.services.notes import check_note
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.organizations.checks import (
    LONGEST_NAME,
    check_credit_code,
    check_line,
    check_region,
    check_type,
)
from marketplace.services.organizations.evidence import evidence_of
from marketplace.services.organizations.own import require_open
from marketplace.services.ports import Clock

LONGEST_NOTE = 500


def mend_details(
    session: Session, actor: Actor, *, name: str, organization_type: str, code: str, region: str
) -> Organization:
    """Change what was said at registration. Raises NotAllowed, WrongState, and InvalidInput."""
    organization = require_open(session, actor)
    if organization.unified_social_credit_code is not None:
        raise WrongState("This organization is on the lists already; ask our staff to change its details.")
    said = {
        "name": check_line(name, LONGEST_NAME, field="name", missing="Enter the organization's full name."),
        "organization_type": check_type(organization_type),
        "claimed_code": check_credit_code(code),
        "region": check_region(region),
    }
    held = {key: getattr(organization, key) for key in said}
    old = {key: value for key, value in held.items() if value != said[key]}
    if old:
        for key in old:
            setattr(organization, key, said[key])
        new = {key: said[key] for key in old}
        record_event(session, actor, "organization.changed", organization, old=old, new=new)
    return organization


def submit_for_verification(session: Session, actor: Actor, *, note: str, clock: Clock) -> Verification:
    """Put the organization before staff. Raises NotAllowed, WrongState, and InvalidInput."""
    organization = require_open(session, actor)
    if not evidence_of(session, organization):
        raise InvalidInput("Upload the certificate first: without it nothing can be verified.", field="file")
    request = Verification(
        organization=organization,
        submitted_by_id=actor.id,
        submitted_at=clock.now(),
        note=check_note(note, LONGEST_NOTE),
    )
    session.add(request)
    change_organization_state(
        session, actor, organization, OrganizationState.SUBMITTED, "organization.submitted"
    )
    notify_staff(
        session, Topic.ORGANIZATION_SUBMITTED, clock=clock, urgent=True, organization=organization.name
    )
    return request
