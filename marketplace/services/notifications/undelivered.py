"""Mail as staff see it: what is on its way, what did not arrive, and what they decide about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.errors import NotFound
from marketplace.models import Mail, MailState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.audit.record import change_mail_state
from marketplace.services.notifications.sending import forget_text
from marketplace.services.ports import Clock

PAGE_SIZE = 30
M = MailState
# What somebody has to look at.
TROUBLE = (M.UNCERTAIN, M.FAILED, M.BOUNCED)


@dataclass(frozen=True)
class MailPage:
    """One page of mails, newest first, and how many there are of each state."""

    mails: Sequence[Mail]
    counts: Mapping[MailState, int]
    total: int
    number: int
    pages: int


def browse_mails(
    session: Session, actor: Actor, *, states: Sequence[MailState] = (), page: int = 1
) -> MailPage:
    """Mails in these states (none named: all)."""
    require(actor, Permission.READ_MAIL)
    rows = session.execute(select(Mail.state, func.count()).group_by(Mail.state))
    counts: dict[MailState, int] = dict(rows.all())
    total = sum(count for state, count in counts.items() if not states or state in states)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    chosen = select(Mail).options(joinedload(Mail.account), joinedload(Mail.listing))
    if states:
        chosen = chosen.where(Mail.state.in_(states))
    chosen = chosen.order_by(Mail.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return MailPage(session.scalars(chosen).all(), counts, total, number, pages)


def read_mail(session: Session, actor: Actor, mail_id: int) -> Mail:
    """One mail. Raises NotAllowed, NotFound."""
    require(actor, Permission.READ_MAIL)
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFound("There is no such mail.")
    return mail


def send_again(session: Session, actor: Actor, mail_id: int, *, clock: Clock) -> Mail:
    """Try a mail again that failed or may have; it keeps its number, by which mailboxes know a second copy.

    Raises NotAllowed, NotFound, WrongState.
    """
    mail = _lock(session, actor, mail_id)
    change_mail_state(session, actor, mail, M.QUEUED, "mail.send_again")
    mail.queued_at = mail.next_try_at = clock.now()
    mail.handed_over_at = mail.finished_at = None
    return mail


def settle_mail(session: Session, actor: Actor, mail_id: int, *, arrived: bool, clock: Clock) -> Mail:
    """It arrived, as somebody found out, or nobody needs it now. Raises NotAllowed, NotFound, WrongState."""
    mail = _lock(session, actor, mail_id)
    new, action = (M.SENT, "mail.arrived") if arrived else (M.CANCELLED, "mail.give_up")
    change_mail_state(session, actor, mail, new, action)
    mail.finished_at = clock.now()
    forget_text(mail)
    return mail


def _lock(session: Session, actor: Actor, mail_id: int) -> Mail:
    require(actor, Permission.READ_MAIL)
    mail = session.scalar(
        select(Mail)
        .where(Mail.id == mail_id)
        .with_for_update(of=Mail)
        .execution_options(populate_existing=True)
    )
    if mail is None:
        raise NotFound("There is no such mail.")
    return mail


def last_trouble(session: Session, account: Actor) -> Mail | None:
    """The newest mail to this account if it did not arrive: its address may be wrong."""
    newest = session.scalar(
        select(Mail)
        .where(Mail.account_id == account.id, Mail.state.in_((*TROUBLE, M.SENT)))
        .order_by(Mail.id.desc())
        .limit(1)
    )
    return newest if newest is not None and newest.state in (M.FAILED, M.BOUNCED) else None
