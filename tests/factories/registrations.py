"""Organizations on their way to being verified, and colleagues on their way in."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    FilePurpose,
    Invitation,
    MailConfirmation,
    OrganizationState,
    Role,
    StoredFile,
    Verification,
)
from marketplace.services.links.tokens import hash_of, make_token
from marketplace.services.organizations.credit_code import check_character
from tests.factories.accounts import make_account, make_organization

NUMBERS = count(1)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""The smallest PNG."""


def make_code(number: int | None = None) -> str:
    """A unified social credit code whose check character fits."""
    body = f"9151010099{next(NUMBERS) if number is None else number:07d}"
    return body + check_character(body)


def make_evidence(session: Session, account: Account) -> StoredFile:
    """A picture of a licence that the account's organization showed."""
    file = StoredFile(
        name="营业执照.png",
        media_type="image/png",
        size=len(PICTURE),
        sha256="0" * 64,
        content=PICTURE,
        purpose=FilePurpose.ORGANIZATION_EVIDENCE,
        organization_id=account.organization_id,
        uploaded_by_id=account.id,
        created_at=NOW,
    )
    session.add(file)
    session.flush()
    return file


def make_applicant(
    session: Session, code: str | None = None, state: OrganizationState = OrganizationState.UNVERIFIED
) -> Account:
    """Somebody who registered an organization that nobody has verified."""
    organization = make_organization(session, state=state)
    organization.unified_social_credit_code = None
    organization.claimed_code = code or make_code()
    organization.region = "武侯区"
    return make_account(session, Role.COMPANY, organization, is_manager=True)


def make_request(session: Session, code: str | None = None) -> Verification:
    """A request that waits for staff, with its evidence."""
    applicant = make_applicant(session, code, OrganizationState.SUBMITTED)
    make_evidence(session, applicant)
    request = Verification(
        organization_id=applicant.organization_id, submitted_by_id=applicant.id, submitted_at=NOW
    )
    session.add(request)
    session.flush()
    return request


def make_invitation(session: Session, inviter: Account, token: str | None = None) -> tuple[Invitation, str]:
    """An invitation of the inviter's organization, and the token of its link."""
    token = token or make_token()
    made = Invitation(
        organization=inviter.organization,
        display_name="受邀同事",
        email=f"invited{next(NUMBERS)}@example.net",
        role=Role.COMPANY,
        token_hash=hash_of(token),
        sent_at=NOW,
        expires_at=NOW + timedelta(days=7),
        invited_by_id=inviter.id,
    )
    session.add(made)
    session.flush()
    return made, token


def make_confirmation(session: Session, email: str = "founder@example.net", token: str | None = None) -> str:
    """The token of a link that confirms a work mail."""
    token = token or make_token()
    session.add(
        MailConfirmation(
            email=email, token_hash=hash_of(token), created_at=NOW, expires_at=NOW + timedelta(days=1)
        )
    )
    session.flush()
    return token
