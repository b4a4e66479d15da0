"""Every figure counts exactly its rows, for staff and for each side, narrowed or not; files hold them all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from statistics import median
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed, NotFound
from marketplace.models import Account, AuditEvent, MatchState, OutcomeStage, Role
from marketplace.services.audit.moments import mark_reached
from marketplace.services.dashboards.export import RowsFormat, export_rows
from marketplace.services.dashboards.figures import OWN_FIGURES, REACHED, STAFF_FIGURES, Figure
from marketplace.services.dashboards.read import (
    OwnDashboard,
    StaffDashboard,
    read_own_dashboard,
    read_staff_dashboard,
)
from marketplace.services.dashboards.rows import ListingLine, PairLine, RowsPage, read_rows
from marketplace.services.dashboards.scope import Narrowing
from marketplace.services.second_reviews.report import read_agreement
from tests.doubles import MovableClock
from tests.factories import make_account, make_list, make_match
from tests.factories.journeys import Journeys, make_journeys

F = Figure
ALL = Narrowing()
Shown = tuple[Figure, Narrowing, int]


@pytest.fixture
def world(session: Session, clock: MovableClock) -> Journeys:
    """Pairs at every step."""
    return make_journeys(session, clock)


def staff_figures(found: StaffDashboard, narrowing: Narrowing) -> Iterator[Shown]:
    """Every number that the page of staff shows, with what its link narrows the rows to."""
    chosen = vars(narrowing)
    yield from ((step.figure, narrowing, step.count) for step in found.funnel)
    for counts in (found.queue, found.twice, found.listings):
        yield from ((figure, narrowing, count) for figure, count in counts.items())
    yield from ((figure, narrowing, found.outcomes[stage].confirmed) for figure, stage in REACHED.items())
    for band in found.bands:
        narrow = Narrowing(**chosen | {"band": band.number})
        yield from ((F.FOUND_RIGHT, narrow, band.right), (F.FOUND_WRONG, narrow, band.wrong))
    yield F.SUPPLIERS, narrowing, found.exposure.suppliers
    for line in found.exposure.lines:
        narrow = Narrowing(**chosen | {"supplier": line.organization_id})
        yield F.SUGGESTED, narrow, line.suggested
        yield F.RECOMMENDED, narrow, line.recommended
        yield F.INTRODUCED, narrow, line.introduced


def own_figures(found: OwnDashboard, narrowing: Narrowing) -> Iterator[Shown]:
    """Every number that the page of an organization shows."""
    yield from ((step.figure, narrowing, step.count) for step in found.funnel)
    for counts in (found.waiting, found.answers):
        yield from ((figure, narrowing, count) for figure, count in counts.items())
    yield from ((figure, narrowing, found.outcomes[stage].confirmed) for figure, stage in REACHED.items())


def narrowings(session: Session, world: Journeys, clock: MovableClock) -> list[Narrowing]:
    """One of each filter, and all at once."""
    text = world.delivered.match.demand.published_version
    assert text is not None
    listed = make_list(session, [world.delivered.match.demand, world.asked.match.supply]).slug
    day = clock.now().date()
    period: dict[str, Any] = {"since": day - timedelta(days=20), "until": day - timedelta(days=1)}
    place = {"industry": text.industry, "region": text.region}
    return [
        ALL,
        Narrowing(**period),
        Narrowing(industry=text.industry),
        Narrowing(industry="智慧气象"),
        Narrowing(region=text.region),
        Narrowing(listed=listed),
        Narrowing(**place, listed=listed, since=day - timedelta(days=300)),
    ]


@pytest.mark.slow
def test_every_figure_of_staff_counts_its_rows(
    session: Session, clock: MovableClock, world: Journeys
) -> None:
    for narrowing in narrowings(session, world, clock):
        found = read_staff_dashboard(session, world.staff, narrowing, clock=clock)
        shown = list(staff_figures(found, narrowing))
        assert {figure for figure, _, _ in shown} == STAFF_FIGURES or not found.exposure.lines
        for figure, narrow, count in shown:
            page = read_rows(session, world.staff, figure.value, narrow, 1, own=False, clock=clock)
            assert page.total == count == len(page.lines), (figure, narrow)
        if narrowing == ALL:
            empty = {figure for figure, _, _ in shown if not any(c for f, _, c in shown if f is figure)}
            assert empty == {F.PILOT, F.REACHED_INTENT}  # the one pair skipped both


@pytest.mark.slow
def test_every_figure_of_a_side_counts_its_rows(
    session: Session, clock: MovableClock, world: Journeys
) -> None:
    seen = set()
    for account in (world.delivered.owner, world.delivered.company):
        for narrowing in narrowings(session, world, clock):
            found = read_own_dashboard(session, account, narrowing, clock=clock)
            shown = list(own_figures(found, narrowing))
            assert {figure for figure, _, _ in shown} == OWN_FIGURES
            for figure, narrow, count in shown:
                page = read_rows(session, account, figure.value, narrow, 1, own=True, clock=clock)
                assert page.total == count == len(page.lines), (figure, narrow)
                seen |= {figure} if count else set()
    assert OWN_FIGURES - seen == {F.PILOT, F.REACHED_INTENT, F.UNDER_WAY}  # the one pair is delivered


def test_the_figures_are_right(session: Session, clock: MovableClock, world: Journeys) -> None:
    found = read_staff_dashboard(session, world.staff, ALL, clock=clock)
    funnel = {step.figure: step for step in found.funnel}
    assert [funnel[f].count for f in (F.HALF_ACCEPTED, F.INTRODUCED, F.MEETING, F.SIGNED, F.DELIVERED)] == [
        2,
        1,
        1,
        1,
        1,
    ]
    assert funnel[F.SUGGESTED].typical is None
    assert funnel[F.DELIVERED].typical == timedelta(days=14)
    assert funnel[F.PILOT].typical is None
    assert [found.queue[f] for f in (F.FRESH, F.SOME_DAYS, F.A_WEEK, F.OVERDUE)] == [1, 2, 1, 2]
    assert [found.twice[f] for f in (F.BOTH_RECOMMEND, F.BOTH_REJECT, F.DIFFER)] == [1, 1, 1]
    assert found.agreement.kappa == read_agreement(session, world.staff).figures.kappa
    assert [(band.number, band.right, band.wrong) for band in found.bands if band.judged] == [
        (0, 0, 1),
        (4, 6, 1),
    ]
    assert {stage: count.confirmed for stage, count in found.outcomes.items()} == {
        OutcomeStage.INTENT: 0,
        OutcomeStage.SIGNED: 1,
        OutcomeStage.DELIVERED: 1,
    }
    top = found.exposure.lines[0]
    assert (top.suggested, top.recommended, top.introduced) == (4, 4, 1)
    unserved = rows_of(session, world.staff, F.UNSERVED, clock)
    assert world.unserved.code in [line.code for line in unserved.lines if isinstance(line, ListingLine)]
    alone = rows_of(session, world.staff, F.NEVER_SUGGESTED, clock)
    assert [line.code for line in alone.lines if isinstance(line, ListingLine)] == [world.alone.code]

    own = read_own_dashboard(session, world.delivered.company, ALL, clock=clock)
    assert [own.waiting[f] for f in (F.WAITS_FOR_US, F.WAITS_FOR_THEM, F.WAITS_FOR_STAFF)] == [1, 1, 1]
    answers = [own.answers[f] for f in (F.WE_ACCEPTED, F.WE_DECLINED, F.THEY_ACCEPTED, F.THEY_DECLINED)]
    assert answers == [2, 0, 1, 1]


def test_the_rows_of_a_step_give_its_median(session: Session, clock: MovableClock, world: Journeys) -> None:
    for step in read_staff_dashboard(session, world.staff, ALL, clock=clock).funnel:
        page = rows_of(session, world.staff, step.figure, clock)
        taken = [line.taken(step.figure) for line in page.lines if isinstance(line, PairLine)]
        spans = [span for span in taken if span is not None]
        assert (median(spans) if spans else None) == step.typical, step.figure
    assert rows_of(session, world.staff, F.RECOMMENDED, clock).total > 3


def rows_of(session: Session, actor: Account, figure: Figure, clock: MovableClock) -> RowsPage:
    """The first page of a figure of staff."""
    return read_rows(session, actor, figure.value, ALL, 1, own=False, clock=clock)


def test_nobody_counts_the_pairs_of_others(session: Session, clock: MovableClock, world: Journeys) -> None:
    stranger = make_account(session, Role.COMPANY)
    found = read_own_dashboard(session, stranger, ALL, clock=clock)
    assert not any(count for _, _, count in own_figures(found, ALL))
    company = world.delivered.company
    mine = {world.delivered.match.id, world.asked.match.id, world.half.match.id}
    page = read_rows(session, company, "recommended", ALL, 1, own=True, clock=clock)
    assert mine < {line.match_id for line in page.lines if isinstance(line, PairLine)}
    for figure in ("suggested", "overdue", "unserved", "nothing"):
        with pytest.raises(NotFound):
            read_rows(session, company, figure, ALL, 1, own=True, clock=clock)
    with pytest.raises(NotAllowed):
        read_rows(session, company, "suggested", ALL, 1, own=False, clock=clock)
    with pytest.raises(NotAllowed):
        read_own_dashboard(session, world.staff, ALL, clock=clock)


@pytest.mark.parametrize("figure", [F.RECOMMENDED, F.UNSERVED, F.SUPPLIERS])
def test_the_files_hold_every_row_and_taking_them_is_recorded(
    session: Session, clock: MovableClock, world: Journeys, figure: Figure
) -> None:
    pair = world.delivered.match
    for listing in (pair.demand, pair.supply, world.unserved):
        listing.organization.name = "=1+1 医院"
    narrowing, total = Narrowing(region=""), rows_of(session, world.staff, figure, clock).total

    def export(shape: RowsFormat) -> bytes:
        def headings(figure: Figure) -> list[str]:
            return ["首列", "列"] if figure is F.UNSERVED else ["首列"]

        return export_rows(
            session,
            world.staff,
            figure.value,
            narrowing,
            shape,
            own=False,
            clock=clock,
            headings=headings,
            words=str,
        )

    lines = list(csv.reader(StringIO(export(RowsFormat.CSV).decode("utf-8-sig"))))
    assert len(lines) == total + 1
    book = openpyxl.load_workbook(BytesIO(export(RowsFormat.XLSX)))
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    assert [
        [cell or "" for cell in row][: len(line)] for row, line in zip(rows[1:], lines[1:], strict=True)
    ] == lines[1:]
    assert any("'=1+1 医院" in line for line in lines)
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "dashboard.exported")).all()
    assert [(e.actor_id, e.details["figure"], e.details["items"]) for e in events] == [
        (world.staff.id, figure.value, total)
    ] * 2


def test_steps_taken_back_are_forgotten(session: Session, clock: MovableClock) -> None:
    match = make_match(session)
    for state in (MatchState.RECOMMENDED, MatchState.ACCEPTED_BY_DEMAND, MatchState.DECLINED):
        clock.move(days=1)
        mark_reached(match, state, clock.now())
    assert match.half_accepted_at == clock.now() - timedelta(days=1)
    recommended = match.recommended_at
    mark_reached(match, MatchState.RECOMMENDED, clock.now())
    assert (match.recommended_at, match.half_accepted_at) == (recommended, None)
    mark_reached(match, MatchState.SUGGESTED, clock.now())
    assert (match.suggested_at, match.recommended_at) == (clock.now(), None)
