"""Erase a person: the account becomes a number, their contacts go, what they did stays told without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Text, delete, func, select, update
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput
from marketplace.models import (
    Account,
    AccountSession,
    Answer,
    Base,
    ConsentWithdrawal,
    EmailChange,
    Invitation,
    Listing,
    ListingContact,
    ListingDraft,
    ListingState,
    Mail,
    Notification,
    NotificationPreference,
    PasswordReset,
    RecoveryCode,
    SavedSearch,
    SecondFactor,
    Topic,
)
from marketplace.models.account import ERASED_ADDRESS
from marketplace.permissions import Permission, require
from marketplace.services.accounts.administrators import keep_an_administrator
from marketplace.services.accounts.create import EMAIL
from marketplace.services.accounts.passwords import new_session_key, unknown_password
from marketplace.services.accounts.proofs import prove_password
from marketplace.services.audit.record import change_listing_state, record_event
from marketplace.services.contacts.find import own_contacts
from marketplace.services.links.revoke import revoke_links
from marketplace.services.listings.withdraw import WithdrawReason
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.own_data.correct import tell_introduced
from marketplace.services.own_data.succession import hand_over
from marketplace.services.ports import Clock, JobQueue

REMOVED = "〔已删除〕"
FREE_TEXT = (
    *("note", "lift_note", "text", "relayed_text", "reply", "relayed_reply", "answer", "dispute"),
    *("next_step", "place", "settlement", "subject", "why_none", "result", "measures"),
)
"""What people write to each other is kept in columns of these names."""
ONLY_THERE = {"approaches": ("reason",)}
"""Columns that hold words in one table and codes in the others."""
FORGOTTEN = (
    Notification,
    NotificationPreference,
    SavedSearch,
    Mail,
    AccountSession,
    PasswordReset,
    EmailChange,
    SecondFactor,
    RecoveryCode,
)
SHORTEST_SCRUBBED = 2
"""A name of one character stands in too many words to be taken out of them."""


@dataclass(frozen=True)
class Replacement:
    """A colleague who is the contact from now on."""

    name: str
    phone: str
    email: str


def erase_account(
    session: Session,
    account: Account,
    *,
    password: str,
    replacement: Replacement | None,
    clock: Clock,
    jobs: JobQueue,
    successor: int | None = None,
    leaves_nobody: bool = False,
) -> Sequence[str]:
    """Anonymise the account for good; the codes of the listings it was the contact of.

    Those get the replacement, or are withdrawn when there is none. The trail keeps the account's number,
    which no longer leads to anybody. The last manager of an organization names a successor, or says that
    there will be none.
    Raises NotAllowed, NotProven and Paused, and InvalidInput with field `email` or `successor`, or for the
    last administrator.
    """
    require(account, Permission.OWN_ACCOUNT)
    prove_password(session, account, password, clock=clock)
    if replacement is not None and not EMAIL.fullmatch(replacement.email):
        raise InvalidInput("This is not an e-mail address.", field="email")
    keep_an_administrator(session, account)
    hand_over(session, account, successor=successor, leaves_nobody=leaves_nobody, clock=clock)
    contacts = own_contacts(session, account)
    told = {account.display_name, account.email, *(contact.phone for _, contact in contacts)}
    for listing, contact in contacts:
        pass_on_contact(session, account, listing, contact, replacement, clock=clock, jobs=jobs)
    forget_drafts(session, account)
    forget_invitation(session, account)
    scrub_notes(session, account, told)
    for table in FORGOTTEN:
        session.execute(delete(table).where(table.account_id == account.id))
    anonymise(account)
    record_event(session, account, "account.erased", account, to_state="inactive", items=len(contacts))
    return [listing.code for listing, _ in contacts]


def pass_on_contact(
    session: Session,
    account: Account | None,
    listing: Listing,
    contact: ListingContact,
    replacement: Replacement | None,
    *,
    clock: Clock,
    jobs: JobQueue,
) -> None:
    """Give the listing another contact, or take it down and leave it none; staff and open pairs are told."""
    new = replacement or Replacement("", "", "")
    contact.name, contact.phone, contact.email = new.name, new.phone, new.email
    revoke_links(session, listing, clock=clock)
    record_event(session, account, "contact.changed" if replacement else "contact.erased", listing)
    if replacement is None and listing.state is ListingState.PUBLISHED:
        reason = WithdrawReason.ASKED_BY_OWNER.value
        change_listing_state(
            session, account, listing, ListingState.WITHDRAWN, "listing.withdraw", reason=reason
        )
        jobs.refresh_matches(session, [listing.id], "withdraw")
    notify_staff(session, Topic.CONTACT_GONE, clock=clock, listing=listing)
    tell_introduced(session, listing, clock=clock)


def forget_drafts(session: Session, account: Account) -> None:
    """Empty the contact in every working text of the organization that names the person."""
    own = select(Listing.id).where(Listing.organization_id == account.organization_id)
    for draft in session.scalars(select(ListingDraft).where(ListingDraft.listing_id.in_(own))):
        if account.email in draft.contact.lower():
            draft.contact = "{}"


def forget_invitation(session: Session, account: Account) -> None:
    """Take name and address out of the invitation by which the person came."""
    for invitation in session.scalars(select(Invitation).where(Invitation.account_id == account.id)):
        invitation.display_name, invitation.email = f"已注销账号 {account.id}", ""


def anonymise(account: Account) -> None:
    """Leave of the account a number; every session ends."""
    account.display_name = f"已注销账号 {account.id}"
    account.email = f"erased-{account.id}{ERASED_ADDRESS}"
    account.password_hash = unknown_password()
    account.session_key = new_session_key()
    account.active = account.is_manager = False
    account.last_signed_in_at = None


def scrub_notes(session: Session, account: Account, told: set[str]) -> None:
    """Empty the notes the person wrote as a side; take their name and numbers out of everybody's."""
    for written in (Answer, ConsentWithdrawal):
        session.execute(update(written).where(written.account_id == account.id).values(note=""))
    taken_out = [value for value in told if len(value) >= SHORTEST_SCRUBBED]
    for table in Base.metadata.sorted_tables:
        texts = (*FREE_TEXT, *ONLY_THERE.get(table.name, ()))
        for column in (table.columns[name] for name in texts if name in table.columns):
            for value in taken_out if isinstance(column.type, Text) else ():
                session.execute(
                    update(table)
                    .where(column.contains(value, autoescape=True))
                    .values({column: func.replace(column, value, REMOVED)})
                )
