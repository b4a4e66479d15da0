"""Send a fresh link to the same contact when theirs has run out or was replaced."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import AnswerLink, Topic
from marketplace.services.answers.tell import ask_side
from marketplace.services.links.find import RENEWABLE, find_link
from marketplace.services.ports import Clock

PAUSE = timedelta(minutes=10)


def renew_link(session: Session, token: str, *, clock: Clock) -> None:
    """Mail a new link to the contact on file, whoever asks: its address is neither asked for nor shown.

    Raises NotFound, and WrongState when a new link would not help, or one was sent just now.
    """
    found = find_link(session, token, clock=clock, lock=True)
    if found.closed not in RENEWABLE:
        raise WrongState(
            "A new link would not help here: this one still works, or nothing is to be answered."
        )
    newest = session.scalar(
        select(AnswerLink.created_at)
        .where(AnswerLink.match_id == found.match.id, AnswerLink.side == found.link.side)
        .order_by(AnswerLink.id.desc())
        .limit(1)
    )
    if newest is not None and clock.now() - newest < PAUSE:
        raise WrongState("A new link was sent a few minutes ago. Please look into your mail first.")
    ask_side(session, found.match, found.link.side, Topic.PAIR_RECOMMENDED, clock=clock)
