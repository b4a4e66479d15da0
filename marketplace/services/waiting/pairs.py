"""What the pairs of an organization wait for: an answer, a step that was agreed, or the next action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Approach, FollowUp, Listing, Match, MatchState, MeetingState, Party, Visibility
from marketplace.services.answers.own_pairs import across
from marketplace.services.answers.pair_rows import PairRow, Turn
from marketplace.services.followups.lock import TALKING
from marketplace.services.followups.log import LOCAL
from marketplace.services.followups.next_action import WAITING, Action, Standing, next_action
from marketplace.services.followups.standing import read_standings
from marketplace.services.followups.steps import party_of, rule_of, waiting_begins
from marketplace.services.waiting.errands import Errand, Waiting, Whom

A, E = Action, Errand
# Whom a pair waits for whose side has nothing to do now.
OTHERS: Mapping[Action, Whom] = {
    A.AWAIT_PICK: Whom.THEM,
    A.AWAIT_CONFIRMATION: Whom.THEM,
    A.AWAIT_STAFF: Whom.STAFF,
    A.MEET: Whom.DAY,
    A.RUN_PILOT: Whom.DAY,
}
# What the state asks for in general; a step that the sides agreed on says it better.
GENERAL = frozenset({A.OFFER_TIMES, A.AGREE_ON_NEXT, A.SIGN, A.DELIVER})


def title_of(listing: Listing) -> str:
    """The title of its public text, or its code."""
    return listing.published_version.title if listing.published_version is not None else listing.code


def pairs_waiting(session: Session, rows: Sequence[PairRow], now: datetime) -> Iterator[Waiting]:
    """What every pair waits for, seen from the organization's side of it."""
    asked = _asked_by(session, rows)
    together = [row for row in rows if row.match.state in TALKING]
    standings = read_standings(session, [row.match for row in together])
    planned = _planned(session, [row.match for row in together])
    for row in rows:
        if row.turn in (Turn.OURS, Turn.THEIRS, Turn.STAFF):
            yield _undecided(row, now, asked_by_them=(row.match.id, across(row.side)) in asked)
        elif row.match.id in standings:
            steps = [one for one in planned.get(row.match.id, ()) if _reads(one, row)]
            yield from _steps(row, steps, now)
            yield from _action(row, standings[row.match.id], now, agreed=bool(steps))


def _undecided(row: PairRow, now: datetime, *, asked_by_them: bool) -> Waiting:
    if row.turn is Turn.OURS:
        what, whom = (E.ANSWER_LAST if row.other_accepted else E.ANSWER), Whom.US
    elif row.turn is Turn.THEIRS:
        what, whom = E.THEIR_ANSWER, Whom.THEM
    else:
        what, whom = E.SETTLE_DECLINE, Whom.STAFF
    return _of_pair(row, what, whom, now, row.since, alert_day(row.match), asked_by_them=asked_by_them)


def _action(row: PairRow, standing: Standing, now: datetime, *, agreed: bool) -> Iterator[Waiting]:
    action = next_action(standing, row.side, now)
    if action is A.NONE or (agreed and action in GENERAL):
        return
    whom = OTHERS.get(action, Whom.US)
    assert (whom is Whom.US) == (action not in WAITING), action
    since: datetime | None = waiting_begins(row.match)
    due = alert_day(row.match)
    detail = ""
    if standing.ahead is not None and action in (A.MEET, A.REPORT_MEETING, A.PICK_TIME, A.AWAIT_PICK):
        detail = standing.ahead.subject
        if standing.ahead.state is MeetingState.AGREED and standing.ahead.starts_at is not None:
            since, due = standing.ahead.starts_at, standing.ahead.starts_at.astimezone(LOCAL).date()
    if action is A.RUN_PILOT and standing.pilot is not None:
        due = standing.pilot.ends_on
    if since is not None and since > now:
        since = None
    yield _of_pair(row, action, whom, now, since, None if action is A.PUBLISH else due, detail=detail)


def _steps(row: PairRow, steps: Sequence[FollowUp], now: datetime) -> Iterator[Waiting]:
    for one in steps:
        ours = one.acts_next in (party_of(row.side), Party.BOTH)
        whom = Whom.US if ours else Whom.STAFF if one.acts_next is Party.STAFF else Whom.THEM
        what = E.TAKE_STEP if ours else E.THEIR_STEP
        yield _of_pair(row, what, whom, now, one.created_at, one.due_on, detail=one.next_step, key=one.id)


def _of_pair(
    row: PairRow,
    what: Errand | Action,
    whom: Whom,
    now: datetime,
    since: datetime | None,
    due: date | None,
    *,
    detail: str = "",
    key: int | None = None,
    asked_by_them: bool = False,
) -> Waiting:
    return Waiting(
        what=what,
        whom=whom,
        subject=title_of(row.theirs),
        since=since,
        due_on=due,
        late=due is not None and whom is not Whom.DAY and due < now.astimezone(LOCAL).date(),
        match=row.match,
        side=row.side,
        theirs=row.theirs,
        listing=row.ours,
        detail=detail,
        key=key,
        asked_by_them=asked_by_them,
    )


def alert_day(match: Match) -> date | None:
    """The day on which staff are told that the pair stands still; None when nobody is waited for."""
    rule = rule_of(match)
    return None if rule is None else (waiting_begins(match) + rule.alert_after).astimezone(LOCAL).date()


def _asked_by(session: Session, rows: Sequence[PairRow]) -> set[tuple[int | None, object]]:
    """Which pairs, not yet answered, one side asked for itself."""
    ids = [row.match.id for row in rows if row.match.state is not MatchState.DECLINED]
    query = select(Approach.match_id, Approach.side).where(Approach.match_id.in_(ids))
    return {(match_id, side) for match_id, side in session.execute(query)}


def _planned(session: Session, matches: Sequence[Match]) -> dict[int, list[FollowUp]]:
    found: dict[int, list[FollowUp]] = {}
    for one in session.scalars(
        select(FollowUp).where(
            FollowUp.match_id.in_([match.id for match in matches]),
            FollowUp.next_step != "",
            FollowUp.done_at.is_(None),
        )
    ):
        found.setdefault(one.match_id, []).append(one)
    return found


def _reads(entry: FollowUp, row: PairRow) -> bool:
    return entry.visibility is Visibility.BOTH or entry.side is row.side
