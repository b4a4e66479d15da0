"""Accept or decline by a link. Opening one decides nothing: mail scanners follow links."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, WrongState
from marketplace.models import AnswerLink, Match
from marketplace.services.answers.accept import give_acceptance
from marketplace.services.answers.decline import check_reason, give_decline
from marketplace.services.answers.giver import Giver
from marketplace.services.answers.lock import LONGEST_NOTE, check_version
from marketplace.services.links.find import Closed, Found, find_link
from marketplace.services.notes import check_note
from marketplace.services.ports import Clock
from marketplace.services.reviews.lock import Seen

LONGEST_NAME = 40
DECIDING: frozenset[Closed | None] = frozenset({None})
# Who has answered may still ask and reply while the other side decides.
TALKING: frozenset[Closed | None] = frozenset({None, Closed.ANSWERED})


def accept_by_link(session: Session, token: str, seen: Seen, name: str, *, clock: Clock) -> Match:
    """Accept for the link's side; `name` is who says so.

    Raises NotFound, Conflict, InvalidInput with field `name`, and WrongState when the link is closed.
    """
    name = check_name(name)
    found = open_link(session, token, clock=clock)
    check_version(found.match, seen.version)
    use_up(session, found.link, clock=clock)
    giver = Giver(link=found.link, name=name)
    return give_acceptance(session, found.match, found.link.side, seen, giver, clock=clock)


def decline_by_link(
    session: Session,
    token: str,
    version: int,
    *,
    name: str,
    reason: str,
    clock: Clock,
    note: str = "",
) -> Match:
    """Decline for the link's side.

    Raises NotFound, Conflict, WrongState, and InvalidInput with field `name`, `reason` or `note`.
    """
    name = check_name(name)
    note = check_note(note, LONGEST_NOTE)
    found = open_link(session, token, clock=clock)
    chosen = check_reason(found.link.side, reason, note)
    check_version(found.match, version)
    use_up(session, found.link, clock=clock)
    giver = Giver(link=found.link, name=name)
    return give_decline(session, found.match, found.link.side, giver, reason=chosen, note=note, clock=clock)


def open_link(
    session: Session, token: str, *, clock: Clock, closed: frozenset[Closed | None] = DECIDING
) -> Found:
    """The link and its pair, locked.

    Raises NotFound, and WrongState unless it is open or in such a state, and still with whom it was sent to.
    """
    found = find_link(session, token, clock=clock, lock=True)
    if found.closed not in closed or not found.is_of_owner:
        raise WrongState("This link can no longer be used to answer. Nothing was saved.")
    return found


def use_up(session: Session, link: AnswerLink, *, clock: Clock) -> None:
    """One answer a side: this link has given it, and no other that was mailed before gives a second one."""
    session.execute(
        update(AnswerLink)
        .where(
            AnswerLink.match_id == link.match_id,
            AnswerLink.side == link.side,
            AnswerLink.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )


def check_name(name: str) -> str:
    """The name of whoever answers. Raises InvalidInput with field `name`."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise InvalidInput("Say who you are: your answer is kept under this name.", field="name")
    if len(name) > LONGEST_NAME:
        raise InvalidInput("The name may have at most %(most)s characters.", field="name", most=LONGEST_NAME)
    return name
