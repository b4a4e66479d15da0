"""The pace of mail: what an account chose for a group of topics, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.models import Account, NotificationPreference, Pace, TopicGroup

# What a group's pace is until the account chooses, and what it may choose from.
USUAL: Mapping[TopicGroup, Pace] = {
    TopicGroup.PAIRS: Pace.DAILY,
    TopicGroup.REMINDERS: Pace.DAILY,
    TopicGroup.LISTINGS: Pace.DAILY,
    TopicGroup.SAVED_SEARCHES: Pace.DAILY,
    TopicGroup.DUTIES: Pace.DAILY,
    TopicGroup.ACCOUNT: Pace.AT_ONCE,
}
EVERY_PACE = (Pace.AT_ONCE, Pace.DAILY, Pace.NEVER)
PACES: Mapping[TopicGroup, tuple[Pace, ...]] = {
    TopicGroup.PAIRS: EVERY_PACE,
    TopicGroup.REMINDERS: EVERY_PACE,
    TopicGroup.LISTINGS: EVERY_PACE,
    TopicGroup.SAVED_SEARCHES: (Pace.DAILY, Pace.NEVER),  # what is new is looked for once a day
    TopicGroup.DUTIES: EVERY_PACE,
    TopicGroup.ACCOUNT: (Pace.AT_ONCE,),  # the safety of an account cannot be left to chance
}


def chosen_pace(session: Session, account: Account, group: TopicGroup) -> Pace:
    """What the account chose for the group, or the usual."""
    chosen = session.get(NotificationPreference, (account.id, group)) if account.id else None
    return chosen.pace if chosen is not None and chosen.pace in PACES[group] else USUAL[group]


def pace_of(chosen: Pace, *, urgent: bool) -> Pace:
    """What cannot wait goes at once, unless the account wants no mail about it at all."""
    return Pace.AT_ONCE if urgent and chosen is Pace.DAILY else chosen
