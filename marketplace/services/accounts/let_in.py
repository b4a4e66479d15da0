"""What it means to let an account in again."""

from __future__ import annotations

from marketplace.errors import WrongState
from marketplace.models import Account
from marketplace.services.ports import Clock


def mark_let_in(account: Account, *, clock: Clock) -> None:
    """Whoever lets an account in vouches for it: its year and its idle time begin anew.

    Raises WrongState for an erased account: there is nobody left to let in.
    """
    if account.erased:
        raise WrongState("This person has had the account erased. Nobody can sign in to it again.")
    account.suspended_for = None
    account.let_in_at = account.confirmed_at = clock.now()
    account.idle_warned_at = account.confirmation_asked_at = account.confirmation_reminded_at = None
