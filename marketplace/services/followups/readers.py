"""Who may read an entry of a pair's timeline, and the files that hang on it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import FollowUp, Match, Outcome, StoredFile, Visibility
from marketplace.models.follow_up import follow_up_files
from marketplace.permissions import Actor, Permission, allowed
from marketplace.services.answers.own_pairs import sides_of


def may_read_entry(actor: Actor, match: Match, entry: FollowUp) -> bool:
    """Whether the actor may read the entry: its own side's always, the other's only when meant for both."""
    own = sides_of(actor, match)
    if own:
        return allowed(actor, Permission.FOLLOW_UP) and (
            entry.visibility is Visibility.BOTH or entry.side in own
        )
    return allowed(actor, Permission.CHASE_PAIRS) and entry.visibility is not Visibility.OWN_SIDE


def may_read_paper(session: Session, actor: Actor | None, file: StoredFile) -> bool:
    """Whether the actor may have a file of a pair: its agreement, or one of an entry it may read."""
    if actor is None:
        return False
    agreements = select(Match).join(Outcome, Outcome.match_id == Match.id).where(Outcome.file_id == file.id)
    if any(_is_of_pair(actor, match) for match in session.scalars(agreements)):
        return True
    entries = (
        select(FollowUp)
        .join(follow_up_files, follow_up_files.c.follow_up_id == FollowUp.id)
        .where(follow_up_files.c.file_id == file.id)
    )
    return any(may_read_entry(actor, entry.match, entry) for entry in session.scalars(entries))


def _is_of_pair(actor: Actor, match: Match) -> bool:
    permission = Permission.FOLLOW_UP if sides_of(actor, match) else Permission.CHASE_PAIRS
    return allowed(actor, permission)
