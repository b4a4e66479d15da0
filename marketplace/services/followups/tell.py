"""Who hears of an entry in a pair's timeline: the other side, or both when staff wrote it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.models import FollowUpKind, Kind, Match, Topic
from marketplace.services.answers.tell import follow_side, has_account, tell_ended, tell_parked
from marketplace.services.notifications.notify import notify_staff
from marketplace.services.ports import Clock

F = FollowUpKind
TOPICS: Mapping[FollowUpKind, Topic] = {
    F.NOTE: Topic.PAIR_NEWS,
    F.MEETING_OFFERED: Topic.MEETING_OFFERED,
    F.MEETING_COUNTERED: Topic.MEETING_OFFERED,
    F.MEETING_AGREED: Topic.MEETING_AGREED,
    F.MEETING_CANCELLED: Topic.MEETING_CANCELLED,
    F.MEETING_HELD: Topic.PAIR_NEWS,
    F.MEETING_NOT_HELD: Topic.PAIR_NEWS,
    F.PILOT_BEGUN: Topic.PAIR_NEWS,
    F.PILOT_CHANGED: Topic.PAIR_NEWS,
    F.PILOT_ENDED: Topic.PAIR_NEWS,
    F.OUTCOME_CLAIMED: Topic.OUTCOME_CLAIMED,
    F.OUTCOME_CONFIRMED: Topic.OUTCOME_CONFIRMED,
    F.OUTCOME_DISPUTED: Topic.PAIR_NEWS,
    F.OUTCOME_WITHDRAWN: Topic.PAIR_NEWS,
    F.OUTCOME_REFUSED: Topic.PAIR_NEWS,
    F.PARKED: Topic.PAIR_SET_ASIDE,
    F.CLOSED: Topic.PAIR_SET_ASIDE,
    F.REOPENED: Topic.PAIR_NEWS,
}
# A time agreed or called off must not wait for the day's mail.
URGENT = frozenset({F.MEETING_AGREED, F.MEETING_CANCELLED})


def tell_sides(
    session: Session,
    match: Match,
    kind: FollowUpKind,
    written_by: Kind | None,
    *,
    clock: Clock,
    moved: bool = False,
) -> None:
    """Tell everybody but the side that wrote it. A reminder has told its readers already.

    `moved`: an agreed time no longer holds, which the day's mail may be too late to say.

    A side without an account hears of it by mail, with a link to what both share; when the pair is set aside
    or closed, why.
    """
    topic = Topic.MEETING_MOVED if moved else TOPICS.get(kind)
    if topic is None:
        return
    for side in Kind:
        if side is written_by:
            continue
        if topic is Topic.PAIR_SET_ASIDE and not has_account(session, match, side):
            _mail_set_aside(session, match, side, clock=clock)
        else:
            follow_side(session, match, side, topic, clock=clock, urgent=moved or kind in URGENT)
    if kind is F.OUTCOME_DISPUTED:
        notify_staff(session, Topic.OUTCOME_DISPUTED, clock=clock, match=match)


def _mail_set_aside(session: Session, match: Match, side: Kind, *, clock: Clock) -> None:
    if match.closed_reason is not None:
        tell_ended(session, match, side, match.closed_reason, clock=clock)
    else:
        tell_parked(session, match, side, clock=clock)
