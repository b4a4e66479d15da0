"""The part of the tests' world that has to do with organizations: requests, evidence, invitations, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from marketplace.models import Account, Organization, Role
from marketplace.services.links.tokens import make_token
from tests.factories.accounts import make_organization
from tests.factories.registrations import make_confirmation, make_evidence, make_invitation, make_request


@cache
def token_of(name: str) -> str:
    """The token that stands in addresses under this name; of the database only its hash can be had."""
    return make_token()


@dataclass(frozen=True)
class Registered:
    """A request with its evidence, an organization, and an invitation by the role that sent it."""

    verification_id: int
    invitations: Mapping[Role, int]
    organization: Organization

    def value_of(self, name: str, role: Role | None) -> int | str:
        """What to put for a parameter, for somebody of the role."""
        if name.endswith("_token"):
            return token_of(name)
        if name == "verification_id":
            return self.verification_id
        if name == "organization_id":
            return self.organization.id
        return self.invitations.get(role or Role.COMPANY, self.invitations[Role.COMPANY])


def make_registered(session: Session, sides: Mapping[Role, Account]) -> Registered:
    """Let both sides manage their organization, with evidence and an invitation each, and one request."""
    make_confirmation(session, token=token_of("confirmation_token"))
    invitations = {}
    for role, account in sides.items():
        account.is_manager = True
        make_evidence(session, account)
        token = token_of("invitation_token") if role is Role.COMPANY else None
        invitation, _token = make_invitation(session, account, token=token)
        invitations[role] = invitation.id
    return Registered(make_request(session).id, invitations, make_organization(session))
