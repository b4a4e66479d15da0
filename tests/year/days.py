"""The days of the year: the worker's jobs at their hours, what people do between, and the bad days."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.database import transaction
from marketplace.jobs.accounts import look_after_accounts
from marketplace.jobs.chasing import chase_all
from marketplace.jobs.mailroom import send_digests, send_due_mail
from marketplace.jobs.postman import SmtpPostman
from marketplace.jobs.refresh import refresh_matches
from marketplace.jobs.terms import end_terms
from marketplace.models import (
    Kind,
    Listing,
    ListingState,
    Mail,
    MailState,
    Match,
    MatchRun,
    MatchState,
    Question,
    QuestionState,
)
from marketplace.services.accounts.forget_links import forget_old_links
from marketplace.services.accounts.lockout import forget_old_failures
from marketplace.services.accounts.sessions import forget_old_sessions
from marketplace.services.answers.reasons import REASONS
from marketplace.services.followups.steps import TOGETHER
from marketplace.services.introductions.by_link import read_introduced, show_contact_by_link
from marketplace.services.introductions.withdraw_by_link import withdraw_consent_by_link
from marketplace.services.links.decide import accept_by_link, decline_by_link
from marketplace.services.links.find import find_link
from marketplace.services.matching.reopen_pairs import reopen_expired
from marketplace.services.matching.return_parked import return_parked
from marketplace.services.notifications.forget_captured import forget_captured
from marketplace.services.notifications.undelivered import send_again, settle_mail
from marketplace.services.questions.ask import ask_by_link
from tests.year import deciding, together, writing
from tests.year.deciding import seen_now
from tests.year.joining import join, joining, register
from tests.year.people import change_people
from tests.year.town import Town

M, L = MatchState, ListingState
TOP = 3
LINK = re.compile(r"/(answer|introduced|register|join)/([\w-]{20,})")
IDLE_DAYS = 90
LATELY = 500
"""So many mails back whoever is asked whether a mail came can look."""
# How many of the pairs in a state somebody turns to on a day, and what they do.
TURNS: dict[MatchState, tuple[float, Callable[[Town, Session, Match], object]]] = {
    M.SUGGESTED: (0.15, deciding.review),
    M.RECOMMENDED: (0.15, deciding.answer),
    M.ACCEPTED_BY_DEMAND: (0.2, deciding.answer),
    M.ACCEPTED_BY_SUPPLY: (0.2, deciding.answer),
    M.DECLINED: (0.3, deciding.settle),
    M.INTRODUCED: (0.5, together.work),
    M.MEETING: (0.5, together.work),
    M.PILOT: (0.5, together.work),
    M.SIGNED: (0.4, together.work),
    M.REJECTED: (0.008, deciding.bring_back),
    M.PARKED: (0.04, deciding.bring_back),
    M.CLOSED: (0.08, deciding.bring_back),
}
WEEKEND = (4, 5)
"""The year begins on a Tuesday."""
SET_ASIDE = frozenset({M.PARKED, M.CLOSED})
LEFT_WAITING = (L.CHANGES_REQUESTED, L.EXPIRED, L.SUBMITTED)
TENDED = (L.CHANGES_REQUESTED, L.PUBLISHED, L.EXPIRED, L.WITHDRAWN, L.SUBMITTED)


class Killed(BaseException):
    """The worker was killed."""


class DiesEarly(SmtpPostman):
    """Killed before the server has heard of the mail."""

    def announce(self, sender: str, reader: str) -> None:
        raise Killed


class DiesLate(SmtpPostman):
    """Killed after the server has taken the mail, before that was written down."""

    def hand_over(self, message: bytes) -> None:
        super().hand_over(message)
        raise Killed


def live(town: Town, day: int) -> None:
    """One day, from seven in the morning."""
    town.wait_until(day, 0)
    look_after_accounts(town.outside, idle_days=IDLE_DAYS)
    end_terms(town.outside)
    town.wait_until(day, 1.2)
    send_digests(town.outside, town.room)
    post(town, day)
    town.wait_until(day, 2.2)
    write_and_read(town, day)
    town.wait_until(day, 4.2)
    if day % 7 not in WEEKEND:
        decide(town)
        answer_mail(town)
    change_people(town, day)
    joining(town, day)
    settle_doubts(town)
    town.wait_until(day, 4.8)
    if day % 5 == 2:
        town.act("take over", partial(deciding.take_over, town))
    town.wait_until(day, 6.2)
    match(town)
    with transaction(town.sessions) as session:
        reopen_expired(session, clock=town.clock)
    with transaction(town.sessions) as session:
        return_parked(session, clock=town.clock)
    chase_all(town.outside)
    post(town, day)
    upkeep(town)


def upkeep(town: Town) -> None:
    """What the worker forgets every hour."""
    with transaction(town.sessions) as session:
        for forget in (forget_old_sessions, forget_old_failures, forget_old_links, forget_captured):
            forget(session, clock=town.clock)


def post(town: Town, day: int) -> None:
    """Send what is due; once the worker dies early, once late, and for a day the server takes nothing.

    On some days a reader's box is full, or the server knows a reader no more, and the next day all is well.
    """
    town.mailbox.to_text = "451 not today" if day % 180 == 24 else "250 taken"
    said = {4: "452 box full", 9: "550 unknown"}.get(day % 10)
    town.mailbox.to_reader = {f"person{number}@test.invalid": said for number in town.full} if said else {}
    room = town.room
    killer = {14: DiesEarly, 19: DiesLate}.get(day % 180)
    if killer is not None:
        try:
            send_due_mail(town.outside, replace(room, postman=lambda: killer(town.mailbox.server)))
        except Killed:
            town.done[killer.__name__] += 1
        town.clock.move(minutes=20)
    send_due_mail(town.outside, room)


def write_and_read(town: Town, day: int) -> None:
    """New listings come evenly over four fifths of the time; some old ones are tended."""
    size = town.size
    late = int(size.days * 0.8)
    if day < late:
        for kind, count in ((Kind.DEMAND, size.demands), (Kind.SUPPLY, size.supplies - size.imported)):
            for _ in range(count * (day + 1) // late - count * day // late):
                writing.write_new(town, kind)
    if day % 30 == 5 and town.numbers["imported"] < size.imported:
        months = max(1, late // 30)
        writing.import_supplies(town, -(-size.imported // months))
    writing.moderate(town)
    with town.sessions() as session:
        ids = session.scalars(select(Listing.id).where(Listing.state.in_(TENDED)).order_by(Listing.id)).all()
        waiting = session.scalars(select(Listing.id).where(Listing.state.in_(LEFT_WAITING))).all()
    chosen = town.random.sample(ids, min(len(ids), max(1, size.acts_a_day // 8)))
    for listing_id in [*chosen, *(one for one in sorted(waiting) if town.chance(0.03))]:
        writing.tend(town, listing_id)


def decide(town: Town) -> None:
    """People turn to some of the pairs, to questions, and to each other's listings."""
    with town.sessions() as session:
        rows = [
            (key, state) for key, state in session.execute(select(Match.id, Match.state).order_by(Match.id))
        ]
        waiting = select(Question.id).where(
            Question.state.in_((QuestionState.ASKED, QuestionState.REPLIED, QuestionState.RELAYED))
        )
        questions = session.scalars(waiting.order_by(Question.id)).all()
    turns = [(key, state) for key, state in rows if state in TURNS and town.chance(TURNS[state][0])]
    town.random.shuffle(turns)
    turns.sort(key=lambda turn: turn[1] not in TOGETHER)  # what is furthest must not wait for what is many
    for key, state in turns[: town.size.acts_a_day]:
        take_turn(town, key, state)
    for question_id in questions:
        if town.chance(0.3):
            deciding.pass_on(town, question_id)
    if town.chance(0.5):
        deciding.approach(town)
    if town.chance(0.05):
        deciding.lift_a_block(town)
    if town.chance(0.05):
        town.act("close a mend", partial(deciding.close_a_mend, town))
    if town.chance(0.1):
        town.act("pin", partial(deciding.pin, town))
    if town.chance(0.25):
        town.act("publish an outcome", partial(together.publish, town))


def take_turn(town: Town, match_id: int, state: MatchState) -> None:
    """One act on one pair."""

    def do(session: Session) -> None:
        match = session.get_one(Match, match_id)
        if state in SET_ASIDE and (together.take_up(town, session, match) or match.resumes_at in TOGETHER):
            return
        TURNS[state][1](town, session, match)

    town.act(f"pair {state.value}", do)


def answer_mail(town: Town) -> None:
    """Whoever was mailed a link since yesterday opens it: contacts without account, founders, colleagues."""
    for message in town.mailbox.arrived[town.numbers["mail read"] :]:
        town.numbers["mail read"] += 1
        body = message.get_body(("plain",))
        found = LINK.search(body.get_content()) if body is not None else None
        if found is not None and town.chance(0.7):
            name, token = found.groups()
            town.act(f"link {name}", partial(LINKS[name], town, token=token))


def _answer(town: Town, session: Session, token: str) -> None:
    found = find_link(session, token, clock=town.clock)
    if found.closed is not None:
        return
    if town.chance(0.1):
        ask_by_link(session, token, "贵方是否提供测试数据？", clock=town.clock)
    elif town.chance(0.75):
        accept_by_link(session, token, seen_now(found.match), "王工", clock=town.clock)
    else:
        reason = town.random.choice(REASONS[found.link.side]).value
        version = found.match.version
        decline_by_link(
            session, token, version, name="王工", reason=reason, clock=town.clock, note="暂不合适。"
        )


def _look_at_contact(town: Town, session: Session, token: str) -> None:
    """By the link, somebody without an account sees the other side's contact, or takes its consent back."""
    found = read_introduced(session, token, clock=town.clock).found
    if found.shut is not None or found.consents is None or not found.consents.stand:
        return
    if town.chance(0.1):
        withdraw_consent_by_link(session, token, reason="not_pursued", clock=town.clock)
    else:
        show_contact_by_link(session, token, clock=town.clock)


LINKS: Mapping[str, Callable[..., None]] = {
    "answer": _answer,
    "introduced": _look_at_contact,
    "register": register,
    "join": join,
}


def match(town: Town) -> None:
    """The worker does the matching runs that the day's changes asked for, those of one reason together."""
    for reason, ids in town.jobs.take():
        with transaction(town.sessions) as session:
            run = MatchRun(reason=reason)
            session.add(run)
            session.flush()
            run_id = run.id
        refresh_matches(town.outside, run_id, ids, top=TOP)


def settle_doubts(town: Town) -> None:
    """Staff see to mail of which nobody knows whether it came, and to what could not be delivered."""
    with town.sessions() as session:
        states = (MailState.UNCERTAIN, MailState.FAILED, MailState.BOUNCED)
        doubtful = session.scalars(select(Mail.id).where(Mail.state.in_(states)).order_by(Mail.id)).all()
    for mail_id in doubtful:
        town.act("doubtful mail", lambda session, mail_id=mail_id: _find_out(town, session, mail_id))


def _find_out(town: Town, session: Session, mail_id: int) -> None:
    """Staff ask the reader whether it came, and send again what did not."""
    mail = session.get_one(Mail, mail_id)
    lately = town.mailbox.arrived[-LATELY:]
    if mail.state is MailState.UNCERTAIN and any(mail.message_id in one["Message-ID"] for one in lately):
        settle_mail(session, town.staff(session), mail_id, arrived=True, clock=town.clock)
    else:
        send_again(session, town.staff(session), mail_id, clock=town.clock)
