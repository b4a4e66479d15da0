"""The two lists of an organization's first page: what waits for it, and what waits for others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from marketplace.permissions import Actor, Permission, allowed, require
from marketplace.services.answers.pair_rows import PairRow
from marketplace.services.drafts.own_listings import list_own
from marketplace.services.followups.log import today
from marketplace.services.ports import Clock
from marketplace.services.waiting.errands import Waiting, Whom
from marketplace.services.waiting.listings import listings_waiting, requests_waiting
from marketplace.services.waiting.pairs import pairs_waiting
from marketplace.services.waiting.people import invitations_waiting
from marketplace.services.waiting.questions import questions_waiting

LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class WhatWaits:
    """Both lists, the most urgent first: what is late, then by the day it is due, then by age."""

    ours: Sequence[Waiting]
    others: Sequence[Waiting]

    @property
    def late(self) -> int:
        """How many of our own are late."""
        return sum(one.late for one in self.ours)


def read_waiting(session: Session, actor: Actor, rows: Sequence[PairRow], *, clock: Clock) -> WhatWaits:
    """Everything that waits; `rows` are the organization's pairs. Raises NotAllowed."""
    require(actor, Permission.OPEN_WORKSPACE)
    now = clock.now()
    everything = [
        *pairs_waiting(session, rows, now),
        *questions_waiting(session, rows, now),
        *invitations_waiting(session, actor, clock=clock),
    ]
    if actor.organization_id is not None:
        own = list_own(session, actor, clock=clock)
        everything += listings_waiting(session, own, today(clock))
        if allowed(actor, Permission.USE_WORKSPACE):
            everything += requests_waiting(session, actor)
    return WhatWaits(
        ours=_in_order(one for one in everything if one.whom is Whom.US),
        others=_in_order(one for one in everything if one.whom is not Whom.US),
    )


def _in_order(found: Iterable[Waiting]) -> list[Waiting]:
    return sorted(found, key=lambda one: (not one.late, one.due_on or date.max, one.since or LATEST))
