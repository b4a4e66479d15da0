"""Preparing, applying and undoing a global assignment; pins, verdicts and runs beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from marketplace.errors import Conflict, EngineUnavailable, InvalidInput, NotAllowed, NotFound, WrongState
from marketplace.models import (
    AssignmentState,
    ListingState,
    Match,
    MatchState,
    Role,
    Suggestion,
    Verdict,
)
from marketplace.services.assignments.apply import apply_assignment, left_out_of
from marketplace.services.assignments.ask import ask_assignment
from marketplace.services.assignments.choice import Choice
from marketplace.services.assignments.pin import pin_pair, unpin_pair
from marketplace.services.assignments.prepare import fail_assignment, prepare_assignment
from marketplace.services.assignments.undo import undo_assignment
from marketplace.services.matching.show_runs import show_runs
from marketplace.services.ports import RankedDemand
from marketplace.services.reviews.reject import reject_match
from marketplace.services.reviews.reopen import reopen_match
from tests.doubles import RecordingQueue
from tests.factories import make_account
from tests.services.assignments.conftest import ONE_EACH, Shelf
from tests.services.matching.conftest import edit, judge
from tests.services.reviews.judging import seen


def test_asking_is_recorded_enqueued_and_discards_the_preview_before(shelf: Shelf) -> None:
    jobs = RecordingQueue()
    first = ask_assignment(shelf.session, shelf.staff, shelf.released.slug, ONE_EACH, jobs=jobs)
    second = ask_assignment(shelf.session, shelf.staff, shelf.released.slug, ONE_EACH, jobs=jobs)
    assert jobs.assigned == [first.id, second.id]
    assert (first.state, second.state) == (AssignmentState.DISCARDED, AssignmentState.PREPARING)
    assert [event.entity_id for event in shelf.events("assignment.asked")] == [first.id, second.id]


def test_the_preview_tells_the_trade_and_changes_no_pair(shelf: Shelf) -> None:
    shelf.suggest()
    before = shelf.states()

    prepared = shelf.prepare()

    assert shelf.states() == before
    report = prepared.report
    assert prepared.state is AssignmentState.PREVIEWED
    assert (report["valued_by"], report["pairs"], report["moved"]) == ("probability", 2, 1)
    assert (report["value"], report["uncapped"]) == (pytest.approx(1.6), pytest.approx(1.7))
    (move,) = report["moves"]
    assert move["demand"] == shelf.demands[1].id
    assert move["lost"] == {"supply": shelf.supplies[0].id, "rank": 1, "value": pytest.approx(0.8)}
    assert move["gained"] == {"supply": shelf.supplies[2].id, "rank": 2, "value": pytest.approx(0.7)}
    assert (move["cause"], move["holders"]) == ("supply_full", [shelf.demands[0].id])
    assert move["difference"] == pytest.approx(-0.1)
    stored = shelf.session.scalars(select(Suggestion).where(Suggestion.run_id == prepared.run_id)).all()
    assert {(s.demand_id, s.supply_id) for s in stored} == {
        (shelf.demands[0].id, shelf.supplies[0].id),
        (shelf.demands[1].id, shelf.supplies[2].id),
    }
    assert prepared.run_id not in {run.id for run in show_runs(shelf.session, shelf.staff)}


def test_without_probabilities_scores_stand_in(shelf: Shelf) -> None:
    shelf.rank(1, 0.8, 0, 0.7, probability=False)
    report = shelf.prepare().report
    assert (report["valued_by"], report["value"]) == ("score", pytest.approx(1.6))


def test_ranks_are_the_engine_s_and_an_unranked_lock_counts_for_nothing(shelf: Shelf) -> None:
    shelf.suggest()
    shelf.match(0, 1).state = MatchState.RECOMMENDED
    suggestion = shelf.match(0, 1).suggestion
    assert suggestion is not None
    suggestion.probability = None
    shelf.session.flush()
    shelf.rank(0, 0.9)
    first = shelf.engine.ranked[shelf.demands[0].id].suggestions[0]
    odd = replace(first, rank=7)  # the engine orders by more than the probability
    shelf.engine.ranked[first.demand_id] = RankedDemand(first.demand_id, True, 40, (odd,))
    report = shelf.prepare(Choice(None, None, per_demand=2, floor=0)).report
    rows = {row["demand"]: row["pairs"] for row in report["chosen"]}[first.demand_id]
    assert [(row["rank"], row["value"], row["locked"]) for row in rows] == [
        (7, pytest.approx(0.9), False),
        (2, 0.0, True),
    ]
    assert report["valued_by"] == "probability"


def test_applying_parks_the_others_adds_the_missing_and_marks_all(shelf: Shelf) -> None:
    shelf.suggest(top=10)
    assert shelf.states() == dict.fromkeys([(0, 0), (0, 1), (1, 0), (1, 2)], "suggested")
    missing = shelf.match(1, 2)
    shelf.session.delete(missing)
    shelf.session.flush()
    prepared = shelf.prepare()
    version = shelf.match(0, 0).version

    applied = apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)

    assert (applied.new, applied.brought_back, applied.parked) == (1, 0, 2)
    assert shelf.states() == {
        (0, 0): "suggested",
        (0, 1): "parked",
        (1, 0): "parked",
        (1, 2): "suggested",
    }
    assert {shelf.match(*at).assignment_id for at in shelf.states()} == {prepared.id}
    kept = shelf.match(0, 0)
    assert kept.version == version, "a reviewer's open page stays good"
    assert kept.suggestion is not None and kept.suggestion.run_id == prepared.run_id
    assert [event.details["cause"] for event in shelf.events("match.park")] == ["assignment"] * 2
    (event,) = shelf.events("assignment.applied")
    assert (event.from_state, event.to_state, event.actor_id) == ("previewed", "applied", shelf.staff.id)


def test_undoing_brings_everything_back(shelf: Shelf) -> None:
    shelf.suggest()
    shelf.session.delete(shelf.match(1, 2))
    shelf.session.flush()
    before = shelf.states()
    came = shelf.clock.now()
    for match in shelf.session.scalars(select(Match)):
        match.suggested_at = match.waiting_since = came
    shelf.clock.move(days=3)
    prepared = shelf.prepare()
    apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)

    undo_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)

    assert shelf.states() == before
    assert set(shelf.session.scalars(select(Match.assignment_id))) == {None}
    waits = shelf.session.execute(select(Match.waiting_since, Match.suggested_at)).all()
    assert {tuple(row) for row in waits} == {(came, came)}, "an old pair does not come back as a young one"
    assert prepared.state is AssignmentState.UNDONE
    with pytest.raises(WrongState):
        undo_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)


def test_pairs_of_one_s_own_organization_are_left_out_and_named(shelf: Shelf) -> None:
    """The first supply's organization has somebody among the staff, who applies and takes back."""
    shelf.suggest()
    shelf.session.delete(shelf.match(0, 0))
    shelf.session.flush()
    before = shelf.states()
    own = make_account(shelf.session, Role.STAFF, shelf.supplies[0].organization)
    named = [f"{demand.code} × {shelf.supplies[0].code}" for demand in shelf.demands]
    prepared = shelf.prepare()
    assert left_out_of(shelf.session, own, prepared) == named
    assert not left_out_of(shelf.session, shelf.staff, prepared)

    applied = apply_assignment(shelf.session, own, prepared.id, clock=shelf.clock)

    assert applied.left_out == named
    assert shelf.states() == {**before, (0, 1): "parked"}, "what it chose of theirs is not added"
    assert shelf.match(1, 0).assignment_id is None
    (event,) = shelf.events("assignment.applied")
    assert event.details == {"left_out": named}

    again = shelf.prepare()
    assert apply_assignment(shelf.session, shelf.staff, again.id, clock=shelf.clock).left_out == []
    whole = shelf.states()
    assert (whole[0, 0], whole[1, 0]) == ("suggested", "parked")
    assert undo_assignment(shelf.session, own, again.id, clock=shelf.clock) == named
    assert shelf.states() == {**whole, (0, 1): "suggested"}
    (undone,) = shelf.events("assignment.undone")
    assert undone.details == {"left_out": named}

    third = shelf.prepare()
    apply_assignment(shelf.session, shelf.staff, third.id, clock=shelf.clock)
    undo_assignment(shelf.session, shelf.staff, third.id, clock=shelf.clock)
    assert set(shelf.states().values()) == {"suggested"}, "what was left out is no exception for good"


def test_undoing_leaves_what_staff_have_judged_or_pinned(shelf: Shelf) -> None:
    prepared = shelf.prepare()
    apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)
    judge(shelf.session, shelf.match(0, 0), Verdict.RECOMMEND)
    shelf.match(0, 0).state = MatchState.RECOMMENDED
    pinned = shelf.match(1, 2)
    pin_pair(shelf.session, shelf.staff, pinned.id, pinned.version, clock=shelf.clock)
    shelf.session.flush()

    undo_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)

    assert shelf.states() == {(0, 0): "recommended", (1, 2): "suggested"}


def test_another_assignment_takes_the_place_of_the_one_in_force(shelf: Shelf) -> None:
    shelf.suggest()
    first = shelf.prepare()
    apply_assignment(shelf.session, shelf.staff, first.id, clock=shelf.clock)
    second = shelf.prepare(Choice(None, None, per_demand=1, floor=0))

    applied = apply_assignment(shelf.session, shelf.staff, second.id, clock=shelf.clock)

    assert (applied.brought_back, applied.parked) == (1, 1)
    assert shelf.states() == {
        (0, 0): "suggested",
        (0, 1): "parked",
        (1, 0): "suggested",
        (1, 2): "parked",
    }
    assert (first.state, second.state) == (AssignmentState.REPLACED, AssignmentState.APPLIED)
    undo_assignment(shelf.session, shelf.staff, second.id, clock=shelf.clock)
    assert set(shelf.states().values()) == {"suggested"}


def test_a_pinned_pair_stays_and_others_make_way(shelf: Shelf) -> None:
    shelf.suggest()
    pinned = shelf.match(1, 0)
    pin_pair(shelf.session, shelf.staff, pinned.id, pinned.version, clock=shelf.clock)
    prepared = shelf.prepare()
    assert prepared.report["locked"] == 1
    apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)
    assert shelf.states() == {(0, 0): "parked", (0, 1): "suggested", (1, 0): "suggested", (1, 2): "parked"}


def test_a_recommended_pair_stays_and_a_rejected_one_never_comes_back(shelf: Shelf) -> None:
    shelf.suggest()
    shelf.match(1, 0).state = MatchState.RECOMMENDED
    shelf.match(0, 1).state = MatchState.REJECTED
    shelf.session.flush()
    prepared = shelf.prepare()
    apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)
    states = shelf.states()
    assert (states[1, 0], states[0, 1], states[0, 0]) == ("recommended", "rejected", "parked")
    (short,) = prepared.report["shortfalls"]
    assert (short["demand"], short["count"], short["lack"]) == (shelf.demands[0].id, 0, "caps")
    assert prepared.report["relaxation"]["per_supply"] == 2


def test_a_pair_put_aside_by_a_person_stays_aside(shelf: Shelf) -> None:
    shelf.suggest()
    shelf.match(0, 0).state = MatchState.PARKED
    shelf.session.flush()
    prepared = shelf.prepare()
    apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)
    assert (shelf.states()[0, 0], shelf.match(0, 0).assignment_id) == ("parked", None)


def test_a_demand_that_nothing_fits_takes_nothing_from_others(shelf: Shelf) -> None:
    shelf.rank(0, 0.9, 0.6, served=False)
    shelf.rank(1, 0.1)
    report = shelf.prepare(Choice(1, None, per_demand=1, floor=1)).report
    assert report["shortfalls"] == []
    assert report["unserved"] == [shelf.demands[0].id]
    (lost,) = [move for move in report["moves"] if move["demand"] == shelf.demands[0].id]
    assert lost["holders"] == [shelf.demands[1].id]


def test_a_verdict_after_the_preview_refuses_it(shelf: Shelf) -> None:
    shelf.suggest()
    prepared = shelf.prepare()
    match = shelf.match(0, 0)
    reject_match(
        shelf.session,
        shelf.staff,
        match.id,
        seen(match),
        reason="too_late",
        until=None,
        clock=shelf.clock,
    )
    with pytest.raises(Conflict):
        apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)


@pytest.mark.parametrize("change", ["withdrawn", "edited"])
def test_a_supply_that_changed_after_the_preview_refuses_it(shelf: Shelf, change: str) -> None:
    prepared = shelf.prepare()
    if change == "withdrawn":
        shelf.supplies[0].state = ListingState.WITHDRAWN
    else:
        edit(shelf.session, shelf.supplies[0], title="改过的标题")
    shelf.session.flush()
    with pytest.raises(Conflict):
        apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)


def test_a_matching_run_leaves_an_assignment_in_force(shelf: Shelf) -> None:
    shelf.suggest()
    prepared = shelf.prepare()
    apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)
    before = shelf.states()
    shelf.rank(1, 0.8)  # the pair placed for it is no longer ranked

    shelf.suggest()

    assert shelf.states() == before


def test_a_pinned_pair_outlives_the_run_that_no_longer_ranks_it(shelf: Shelf) -> None:
    shelf.suggest()
    pinned = shelf.match(0, 1)
    pin_pair(shelf.session, shelf.staff, pinned.id, pinned.version, clock=shelf.clock)
    shelf.rank(0, 0.9)
    shelf.suggest()
    assert shelf.states()[0, 1] == "suggested"
    prepared = shelf.prepare(Choice(None, None, per_demand=2, floor=0))
    assert prepared.report["locked"] == 1
    apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)
    assert shelf.states()[0, 1] == "suggested"


def test_pins_are_facts_of_the_pair_and_end_with_a_rejection(shelf: Shelf) -> None:
    shelf.suggest()
    match = shelf.match(0, 0)
    pin_pair(shelf.session, shelf.staff, match.id, match.version, clock=shelf.clock)
    shelf.session.flush()
    with pytest.raises(Conflict):
        unpin_pair(shelf.session, shelf.staff, match.id, match.version - 1)
    unpin_pair(shelf.session, shelf.staff, match.id, match.version)
    shelf.session.flush()
    assert (match.pinned_at, match.pinned_by_id) == (None, None)
    pin_pair(shelf.session, shelf.staff, match.id, match.version, clock=shelf.clock)
    shelf.session.flush()
    reject_match(
        shelf.session, shelf.staff, match.id, seen(match), reason="too_late", until=None, clock=shelf.clock
    )
    assert match.pinned_at is None
    shelf.session.flush()
    with pytest.raises(WrongState):
        pin_pair(shelf.session, shelf.staff, match.id, match.version, clock=shelf.clock)
    assert [event.action for event in shelf.events("match.pin", "match.unpin")] == [
        "match.pin",
        "match.unpin",
        "match.pin",
    ]


def test_a_pair_reopened_by_hand_belongs_to_no_assignment(shelf: Shelf) -> None:
    shelf.suggest()
    prepared = shelf.prepare()
    apply_assignment(shelf.session, shelf.staff, prepared.id, clock=shelf.clock)
    parked = shelf.match(0, 1)
    reopen_match(shelf.session, shelf.staff, parked.id, parked.version, clock=shelf.clock)
    shelf.session.flush()
    assert parked.assignment_id is None


@pytest.mark.parametrize("role", [Role.COMPANY, Role.DEMAND_OWNER, Role.AUDITOR, Role.INTEGRATOR])
def test_only_staff_may(shelf: Shelf, role: Role) -> None:
    shelf.suggest()
    prepared, other = shelf.prepare(), make_account(shelf.session, role)
    match = shelf.match(0, 0)
    with pytest.raises(NotAllowed):
        ask_assignment(shelf.session, other, shelf.released.slug, ONE_EACH)
    with pytest.raises(NotAllowed):
        apply_assignment(shelf.session, other, prepared.id, clock=shelf.clock)
    with pytest.raises(NotAllowed):
        undo_assignment(shelf.session, other, prepared.id, clock=shelf.clock)
    with pytest.raises(NotAllowed):
        pin_pair(shelf.session, other, match.id, match.version, clock=shelf.clock)
    with pytest.raises(NotAllowed):
        unpin_pair(shelf.session, other, match.id, match.version)


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        (Choice(0, None, 5, 3), "supplier_cap"),
        (Choice(None, 1001, 5, 3), "organization_cap"),
        (Choice(2, 3, 0, 0), "per_demand"),
        (Choice(2, 3, 5, 6), "floor"),
        (Choice(2, 3, 5, -1), "floor"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(shelf: Shelf, choice: Choice, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask_assignment(shelf.session, shelf.staff, shelf.released.slug, choice)
    assert refused.value.field == field


def test_what_is_not_there_is_not_found(shelf: Shelf) -> None:
    with pytest.raises(NotFound):
        ask_assignment(shelf.session, shelf.staff, "no-such-list", ONE_EACH)
    with pytest.raises(NotFound):
        apply_assignment(shelf.session, shelf.staff, 2**62, clock=shelf.clock)


def test_a_dead_engine_leaves_it_preparing_and_a_failure_is_noted(shelf: Shelf) -> None:
    asked = ask_assignment(shelf.session, shelf.staff, shelf.released.slug, ONE_EACH)
    shelf.engine.down = True
    with pytest.raises(EngineUnavailable):
        prepare_assignment(shelf.session, asked.id, engine=shelf.engine, clock=shelf.clock)
    assert asked.state is AssignmentState.PREPARING
    fail_assignment(shelf.session, asked.id, error="LookupError", clock=shelf.clock)
    assert (asked.state, asked.error) == (AssignmentState.FAILED, "LookupError")
    shelf.engine.down = False
    assert prepare_assignment(shelf.session, asked.id, engine=shelf.engine, clock=shelf.clock) is asked
    assert asked.state is AssignmentState.FAILED
