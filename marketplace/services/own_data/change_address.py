"""Change the e-mail address one signs in with: a link proves the new mailbox, and the old one is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, NotFound
from marketplace.models import Account, EmailChange, PasswordReset, Topic
from marketplace.permissions import Permission, require
from marketplace.services.accounts.mail_addresses import check_email, mask_email
from marketplace.services.accounts.passwords import new_session_key
from marketplace.services.accounts.proofs import prove_password
from marketplace.services.audit.record import record_event
from marketplace.services.contacts.find import own_contacts
from marketplace.services.links.revoke import revoke_links
from marketplace.services.links.tokens import hash_of, make_token
from marketplace.services.notifications.direct import mail_account, mail_address
from marketplace.services.own_data.correct import tell_introduced
from marketplace.services.ports import Clock

VALID_HOURS = 24


def ask_new_address(
    session: Session,
    account: Account,
    email: str,
    *,
    password: str,
    clock: Clock,
    link_to: Callable[[str], str],
    sign_in: str,
) -> None:
    """Mail the new address a link; the address changes when its owner, signed in here, opens it.

    To the asker it is one and the same whether the address belongs to an account already: that account is
    told. Raises NotAllowed, InvalidInput for what is no address, NotProven and Paused.
    """
    require(account, Permission.OWN_ACCOUNT)
    address = check_email(email)
    prove_password(session, account, password, clock=clock)
    drop_new_address(session, account)
    record_event(session, account, "account.new_address_asked", account)
    mail_address(  # not to the account, whose address may be another one before the mail leaves
        session,
        account.email,
        Topic.NEW_ADDRESS_ASKED,
        clock=clock,
        link=sign_in,
        language=account.language,
        masked=mask_email(address),
    )
    link = link_to(_remember(session, account, address, clock=clock))
    known = session.scalar(select(Account).where(Account.email == address))
    if known is not None:
        mail_account(session, known, Topic.ADDRESS_WANTED, clock=clock, link=sign_in)
        return
    mail_address(
        session,
        address,
        Topic.NEW_ADDRESS_LINK,
        clock=clock,
        link=link,
        language=account.language,
        hours=VALID_HOURS,
    )


def _remember(session: Session, account: Account, address: str, *, clock: Clock) -> str:
    """Keep what is asked for; the token of its link."""
    token = make_token()
    session.add(
        EmailChange(
            account_id=account.id,
            email=address,
            token_hash=hash_of(token),
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(hours=VALID_HOURS),
        )
    )
    return token


def waiting_address(session: Session, account: Account, *, clock: Clock) -> EmailChange | None:
    """The new address that still waits for its link to be opened."""
    return session.scalar(
        select(EmailChange).where(
            EmailChange.account_id == account.id,
            EmailChange.used_at.is_(None),
            EmailChange.expires_at > clock.now(),
        )
    )


def find_new_address(session: Session, account: Account, token: str, *, clock: Clock) -> EmailChange:
    """The change that the link opens, for its own account alone. Raises NotFound."""
    require(account, Permission.OWN_ACCOUNT)
    found = session.scalar(
        select(EmailChange).where(EmailChange.token_hash == hash_of(token)).with_for_update()
    )
    if found is None or found.account_id != account.id or found.used_at or found.expires_at <= clock.now():
        raise NotFound(
            "This link has been used, replaced by a newer one, its time is over, or it belongs to another "
            "account."
        )
    return found


def confirm_new_address(session: Session, account: Account, token: str, *, clock: Clock) -> None:
    """Sign in with the new address from now on; it also stands where one is a listing's contact.

    Every session ends and the caller signs the present one in again. Links to a new password that went to
    the old address open nothing more. Raises NotFound, and Conflict when the address has become another
    account's meanwhile.
    """
    change = find_new_address(session, account, token, clock=clock)
    if session.scalar(select(Account.id).where(Account.email == change.email)) is not None:
        raise Conflict("There is an account with this e-mail address already.")
    contacts, old = own_contacts(session, account), account.email
    account.email, change.used_at = change.email, clock.now()
    account.session_key = new_session_key()
    for listing, contact in contacts:
        contact.email = change.email
        record_event(session, account, "contact.changed", listing, fields=["email"])
        revoke_links(session, listing, clock=clock)
        tell_introduced(session, listing, clock=clock)
    session.execute(
        update(PasswordReset)
        .where(PasswordReset.account_id == account.id, PasswordReset.used_at.is_(None))
        .values(used_at=clock.now())
    )
    record_event(session, account, "account.corrected", account, fields=["email"])
    mail_address(session, old, Topic.ADDRESS_CHANGED, clock=clock, link="", language=account.language)


def drop_new_address(session: Session, account: Account) -> None:
    """The links that wait open nothing any more. Raises NotAllowed."""
    require(account, Permission.OWN_ACCOUNT)
    session.execute(
        delete(EmailChange).where(EmailChange.account_id == account.id, EmailChange.used_at.is_(None))
    )
