"""Who gives an answer: somebody with an account, or somebody with a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.models import Answer, AnswerLink, Kind, Match
from marketplace.permissions import Actor


@dataclass(frozen=True)
class Giver:
    """An account, or a link with the name its user gave; never both."""

    actor: Actor | None = None
    link: AnswerLink | None = None
    name: str | None = None

    @property
    def details(self) -> dict[str, str]:
        """What the trail says of how the answer came, where that is not by an account."""
        return {} if self.link is None else {"came_by": "link"}


def make_answer(
    match: Match,
    side: Kind,
    giver: Giver,
    *,
    accepted: bool,
    at: datetime,
    reason: str | None = None,
    note: str = "",
) -> Answer:
    """The answer as a row, not yet written."""
    return Answer(
        match_id=match.id,
        side=side,
        accepted=accepted,
        reason=reason,
        note=note,
        account_id=giver.actor.id if giver.actor is not None else None,
        link=giver.link,
        given_by=giver.name,
        created_at=at,
    )
