"""The terms of use and the privacy notice: which version is in force, and who accepted it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import Account
from marketplace.permissions import Permission, require
from marketplace.services.audit.record import record_event
from marketplace.services.ports import Clock

# A new version here asks everybody again at their next step. The texts: templates/public/policies/.
TERMS_VERSION = "2026-11"
PRIVACY_VERSION = "2026-11"


def has_accepted(account: Account) -> bool:
    """Whether the account accepted both notices as they are now."""
    return account.terms_version == TERMS_VERSION and account.privacy_version == PRIVACY_VERSION


def accept_policies(session: Session, account: Account, *, clock: Clock) -> None:
    """Put on record that the person accepts both notices as they are now. Repeating it records nothing."""
    require(account, Permission.OWN_ACCOUNT)
    if has_accepted(account):
        return
    account.terms_version = TERMS_VERSION
    account.privacy_version = PRIVACY_VERSION
    account.policies_accepted_at = clock.now()
    record_event(
        session,
        account,
        "account.accepted_policies",
        account,
        terms=TERMS_VERSION,
        privacy=PRIVACY_VERSION,
    )
