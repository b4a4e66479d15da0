"""Direct mails: a message of its own with a link, for who has no account or must not wait."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy.orm import Session

from marketplace.models import Account, Listing, Mail, MailKind, MailState, Match, Topic
from marketplace.services.ports import Clock

# Whose language nobody has asked for is written to in the site's first language.
SITE_LANGUAGE = "zh_Hans_CN"


def mail_contact(
    session: Session,
    *,
    listing: Listing,
    topic: Topic,
    match: Match | None,
    clock: Clock,
    link: str,
    **values: str | int,
) -> None:
    """Mail the listing's own contact, who has no account. `link`: an address of the site, or a path of it."""
    _queue(session, topic, match, clock, link, values, listing=listing, language=SITE_LANGUAGE)


def mail_account(
    session: Session,
    account: Account,
    topic: Topic,
    *,
    clock: Clock,
    link: str,
    match: Match | None = None,
    **values: str | int,
) -> None:
    """Mail an account a link that is for its reader alone (a reset, a confirmation), at once."""
    _queue(session, topic, match, clock, link, values, account=account, language=account.language)


def mail_address(
    session: Session,
    address: str,
    topic: Topic,
    *,
    clock: Clock,
    link: str,
    language: str = SITE_LANGUAGE,
    **values: str | int,
) -> None:
    """Mail somebody who is only an address yet (an invitation). The address goes once the mail has."""
    _queue(session, topic, None, clock, link, values, address=address, language=language)


def new_message_id() -> str:
    """The left half of a Message-ID; the sender's domain is added when the mail is written."""
    return uuid4().hex


def _queue(
    session: Session,
    topic: Topic,
    match: Match | None,
    clock: Clock,
    link: str,
    values: dict[str, str | int],
    *,
    language: str,
    account: Account | None = None,
    listing: Listing | None = None,
    address: str | None = None,
) -> None:
    now = clock.now()
    session.add(
        Mail(
            account=account,
            listing=listing,
            address=address,
            kind=MailKind.DIRECT,
            topic=topic.value,
            match_id=match.id if match is not None else None,
            details=values,
            link=link,
            language=language,
            state=MailState.QUEUED,
            message_id=new_message_id(),
            queued_at=now,
            next_try_at=now,
            created_at=now,
        )
    )
