"""Tell the sides of a pair what happens to it: on their page and by mail, or by a link to their contact."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session

from marketplace.models import Kind, Match, MatchState, Notification, Topic
from marketplace.services.answers.own_pairs import across, listing_on
from marketplace.services.answers.reasons import Consequence, DeclineReason, consequence_of
from marketplace.services.answers.texts import latest_texts
from marketplace.services.introductions.issue import issue_contact_link
from marketplace.services.links.issue import issue_link
from marketplace.services.notifications.direct import mail_contact
from marketplace.services.notifications.notify import accounts_of, notify_owners, notify_side, notify_staff
from marketplace.services.ports import Clock

T = Topic
# States in which the sides have been asked and staff have not got the pair back.
WITH_SIDES = frozenset({MatchState.RECOMMENDED, MatchState.ACCEPTED_BY_DEMAND, MatchState.ACCEPTED_BY_SUPPLY})
# What a contact without an account reads instead: its mail carries the link to answer with, or needs none.
BY_LINK: Mapping[Topic, Topic] = {
    T.PAIR_RECOMMENDED: T.LINK_RECOMMENDED,
    T.PAIR_YOUR_TURN: T.LINK_YOUR_TURN,
    T.PAIR_ASKED_AGAIN: T.LINK_ASKED_AGAIN,
    T.PAIR_TAKEN_BACK: T.LINK_TAKEN_BACK,
    T.QUESTION_FOR_YOU: T.LINK_QUESTION,
    T.QUESTION_ANSWERED: T.LINK_REPLY,
    T.QUESTION_RETURNED: T.LINK_RETURNED,
    T.STEP_WAITS: T.LINK_REMINDER,
    T.QUESTION_WAITS: T.LINK_QUESTION_WAITS,
}
NEWS: Mapping[Topic, Topic] = {
    T.PAIR_CLOSED: T.CONTACT_CLOSED,
    T.PAIR_BACK_IN_REVIEW: T.CONTACT_BACK_IN_REVIEW,
}


# The same after the introduction: the mail carries the link to what the two sides share.
FOLLOWED: Mapping[Topic, Topic] = {
    T.PAIR_INTRODUCED: T.CONTACT_INTRODUCED,
    T.PAIR_NEWS: T.CONTACT_NEWS,
    T.MEETING_OFFERED: T.CONTACT_MEETING_OFFERED,
    T.MEETING_MOVED: T.CONTACT_MEETING_MOVED,
    T.MEETING_AGREED: T.CONTACT_MEETING_AGREED,
    T.MEETING_CANCELLED: T.CONTACT_MEETING_CANCELLED,
    T.OUTCOME_CLAIMED: T.CONTACT_OUTCOME_CLAIMED,
    T.OUTCOME_CONFIRMED: T.CONTACT_NEWS,
    T.STEP_WAITS: T.CONTACT_STEP_WAITS,
    T.CONSENT_WITHDRAWN: T.CONTACT_CONSENT_WITHDRAWN,
    T.CONSENT_RENEWED: T.CONTACT_CONSENT_RENEWED,
}


def has_account(session: Session, match: Match, side: Kind) -> bool:
    """Whether anybody can sign in for that side."""
    return bool(accounts_of(session, listing_on(match, side)))


def ask_side(
    session: Session, match: Match, side: Kind, topic: Topic, *, clock: Clock, urgent: bool = False
) -> None:
    """Tell a side that something waits for it; one without an account gets a link to answer by."""
    if has_account(session, match, side):
        notify_side(session, match, side, topic, clock=clock, urgent=urgent)
        return
    link = issue_link(session, match, side, clock=clock)
    _mail(session, match, side, BY_LINK[topic], link, clock=clock)


def inform_side(
    session: Session, match: Match, side: Kind, topic: Topic, *, clock: Clock, **values: str
) -> None:
    """Tell a side what became of the pair; nothing is asked of it."""
    if has_account(session, match, side):
        notify_side(session, match, side, topic, clock=clock, urgent=False, **values)
        return
    _mail_news(session, match, side, NEWS[topic], clock=clock, **values)


def follow_side(
    session: Session, match: Match, side: Kind, topic: Topic, *, clock: Clock, urgent: bool = False
) -> None:
    """Tell a side something of an introduced pair; one without an account by a link to what both share."""
    if has_account(session, match, side):
        notify_side(session, match, side, topic, clock=clock, urgent=urgent)
        return
    link = issue_contact_link(session, match, side, clock=clock)
    _mail(session, match, side, FOLLOWED.get(topic, topic), link, clock=clock)


def _mail_news(
    session: Session, match: Match, side: Kind, topic: Topic, *, clock: Clock, **values: str
) -> None:
    page = f"/items/{listing_on(match, across(side)).code}"
    _mail(session, match, side, topic, page, clock=clock, **values)


def _mail(
    session: Session, match: Match, side: Kind, topic: Topic, link: str, *, clock: Clock, **values: str
) -> None:
    own, other = listing_on(match, side), listing_on(match, across(side))
    texts = latest_texts(session, (own, other))
    titles = {"own": texts[own.id].title, "other": texts[other.id].title}
    mail_contact(session, listing=own, topic=topic, match=match, clock=clock, link=link, **titles, **values)


def tell_ended(session: Session, match: Match, side: Kind, reason: str, *, clock: Clock) -> None:
    """Staff closed the pair in follow-up: a side without an account reads why in its mail."""
    _mail_news(session, match, side, T.CONTACT_ENDED, clock=clock, reason=reason)


def tell_parked(session: Session, match: Match, side: Kind, *, clock: Clock) -> None:
    """Staff set the pair aside: a side without an account is told that nothing is asked of it."""
    _mail_news(session, match, side, T.CONTACT_PARKED, clock=clock)


def tell_recommended(session: Session, match: Match, *, clock: Clock, again: bool = False) -> None:
    """Staff recommend the pair, or do so again after a decline: both sides are asked."""
    for side in Kind:
        ask_side(session, match, side, T.PAIR_ASKED_AGAIN if again else T.PAIR_RECOMMENDED, clock=clock)


def tell_accepted(session: Session, match: Match, side: Kind, *, clock: Clock) -> None:
    """`side` was the first to accept: the other is told that its word alone is missing."""
    ask_side(session, match, across(side), T.PAIR_YOUR_TURN, clock=clock, urgent=True)


def tell_introduced(session: Session, match: Match, *, clock: Clock) -> None:
    """Both have accepted. Where neither can sign in, nobody writes down what follows: staff are told."""
    for side in Kind:
        follow_side(session, match, side, T.PAIR_INTRODUCED, clock=clock)
    if not any(has_account(session, match, side) for side in Kind):
        notify_staff(session, T.INTRODUCED_WITHOUT_ACCOUNTS, clock=clock, match=match)


def tell_declined(session: Session, match: Match, reason: DeclineReason, *, clock: Clock) -> None:
    """A side has declined: staff are to settle it. The other side reads so on its page, not yet why."""
    notify_staff(session, T.PAIR_DECLINED, clock=clock, match=match, reason=reason.value)


def tell_closed(session: Session, match: Match, side: Kind, reason: str | None, *, clock: Clock) -> None:
    """Staff have confirmed that `side` declined, for `reason`; each side is told, with thanks."""
    for told in Kind:
        declined = "own" if told is side else "other"
        inform_side(session, match, told, T.PAIR_CLOSED, clock=clock, declined=declined, reason=reason or "")
    if consequence_of(reason) is Consequence.CHECK_OWN_LISTING:
        notify_owners(session, listing_on(match, side), T.LISTING_STILL_CURRENT, clock=clock)


def tell_back_in_review(session: Session, match: Match, *, clock: Clock) -> None:
    """The pair was with the sides and is with staff again: what they were asked no longer stands."""
    for side in Kind:
        inform_side(session, match, side, T.PAIR_BACK_IN_REVIEW, clock=clock)


def take_back(session: Session, match: Match, *, clock: Clock) -> None:
    """Staff undid the recommendation. Whom no mail has reached yet is spared both the news and its end."""
    unheard = (
        delete(Notification)
        .where(
            Notification.match_id == match.id,
            Notification.topic == T.PAIR_RECOMMENDED.value,
            Notification.mail_id.is_(None),
            Notification.read_at.is_(None),
        )
        .returning(Notification.account_id)
    )
    spared = set(session.scalars(unheard))
    for side in Kind:
        told = {account.id for account in accounts_of(session, listing_on(match, side))}
        if not told or told - spared:
            inform_side(session, match, side, T.PAIR_BACK_IN_REVIEW, clock=clock)
