"""The first step of registering: show that a work mail is one's own. Nothing else happens before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, MailConfirmation, Topic
from marketplace.services.accounts.mail_addresses import check_email
from marketplace.services.links.tokens import hash_of, make_token
from marketplace.services.notifications.direct import mail_account, mail_address
from marketplace.services.ports import Clock

VALID_HOURS = 24


def ask_confirmation(
    session: Session,
    email: str,
    *,
    language: str,
    clock: Clock,
    link_to: Callable[[str], str],
    sign_in: str,
) -> None:
    """Mail a link to the address that opens the registration; `link_to` makes the page's address of a token.

    To the asker it is one and the same whether the address is known here: who has an account already is told
    so by mail, with the way to `sign_in`. Raises InvalidInput for what is no address.
    """
    address = check_email(email)
    known = session.scalar(select(Account).where(Account.email == address))
    if known is not None:
        mail_account(session, known, Topic.ADDRESS_KNOWN, clock=clock, link=sign_in)
        return
    token = make_token()
    session.add(
        MailConfirmation(
            email=address,
            token_hash=hash_of(token),
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(hours=VALID_HOURS),
        )
    )
    mail_address(
        session,
        address,
        Topic.CONFIRM_ADDRESS,
        clock=clock,
        link=link_to(token),
        language=language,
        hours=VALID_HOURS,
    )
