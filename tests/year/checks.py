"""What must hold at any time: no orphan, nothing late unnoticed, no mail lost, figures that agree."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from marketplace.models import Match
from marketplace.services.audit.chain import verify_chain
from marketplace.services.followups.steps import rule_of, sides_waited_for, waiting_begins
from tests.year.figures import check_figures
from tests.year.history import replay
from tests.year.post import check_post
from tests.year.rows import FAULTS, LATE
from tests.year.town import Town

A_DAY = timedelta(hours=30)
"""Jobs run once a day here, so something is late at most by a day and some hours."""


def check_all(town: Town) -> str:
    """Raise AssertionError at the first thing that does not hold; else how the town stands, in a line."""
    with town.sessions() as session:
        town.seen |= replay(session)
        check_rows(town, session)
        late = check_steps(town, session)
        outcomes = check_figures(town, session)
        links = check_chain(session)
        mails = check_post(town, session)
        pairs = dict(session.execute(select(Match.state, func.count()).group_by(Match.state)).all())
    standing = ", ".join(f"{state.value} {count}" for state, count in sorted(pairs.items()))
    return (
        f"{standing}; {late} stand still; {outcomes}; {links} events chained; {mails}; "
        f"{sum(town.done.values())} acts, {sum(town.refused.values())} refused"
    )


def check_rows(town: Town, session: Session) -> None:
    """Nothing is an orphan, no promise is broken, and nothing is over that has not been ended."""
    late = {"late": town.clock.now() - A_DAY}
    for table, values in ((FAULTS, {}), (LATE, late)):
        for words, query in table.items():
            found = session.scalars(text(query), values).all()
            assert not found, f"{words}: {found[:5]}"


def check_steps(town: Town, session: Session) -> int:
    """Every open step is within its rule, or its people were reminded, or staff alerted; how many are."""
    now, stalled = town.clock.now(), 0
    for match in session.scalars(select(Match)):
        rule = rule_of(match)
        if rule is None:
            continue
        waited = now - waiting_begins(match)
        stalled += match.stalled_at is not None
        if waited > rule.alert_after + A_DAY:
            assert match.stalled_at is not None, f"pair {match.id} at {match.state} has waited {waited}"
        elif rule.remind_after is not None and sides_waited_for(rule.waits_for):
            reminded = match.reminded_at or match.stalled_at
            assert reminded or waited <= rule.remind_after + A_DAY, (
                f"pair {match.id} at {match.state} was not reminded of after {waited}"
            )
    return stalled


def check_chain(session: Session) -> int:
    """Every event stands in the chain as it was written; how many links it has."""
    verdict = verify_chain(session)
    assert verdict.fault is None, f"the trail does not hold: {verdict.fault}"
    return verdict.links
