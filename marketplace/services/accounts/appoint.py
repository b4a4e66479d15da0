"""An administrator gives an organization somebody who manages it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import Account, Topic
from marketplace.permissions import SIDES, Actor, Permission, require
from marketplace.services.accounts.administrators import lock_account
from marketplace.services.audit.record import record_event
from marketplace.services.notifications.notify import notify
from marketplace.services.ports import Clock


def appoint_manager(session: Session, actor: Actor, account_id: int, *, clock: Clock) -> Account:
    """Make one of the organization's people its manager. Repeating it changes and records nothing.

    Raises NotAllowed, NotFound, and InvalidInput for who cannot sign in or acts for no organization.
    """
    require(actor, Permission.MANAGE_ACCOUNTS)
    account = lock_account(session, account_id)
    if account.role not in SIDES or account.organization_id is None:
        raise InvalidInput("Only accounts of an organization can manage one.")
    if not account.active:
        raise InvalidInput("This person cannot sign in; activate the account first.")
    if not account.is_manager:
        account.is_manager = True
        record_event(session, actor, "account.manager_given", account)
        notify(session, account, Topic.MANAGER_NOW, clock=clock)
    return account
