"""The global assignment: caps and locks hold, floors are met or reported, and no better choice exists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import solver
from matching.assignment.assign import assign
from matching.assignment.candidates import Candidates, Pair, make_candidates
from matching.assignment.limits import Limits, Room
from matching.assignment.results import Assignment, Cause, Lack


@dataclass(frozen=True)
class Case:
    """A drawn problem: what each pair is worth, who owns what, the limits, what staff said."""

    worth: dict[Pair, float]
    owners: dict[str, str]
    demands: tuple[str, ...]
    limits: Limits
    locked: frozenset[Pair]
    barred: frozenset[Pair]

    def candidates(self) -> Candidates:
        triples = [(demand, supply, value) for (demand, supply), value in self.worth.items()]
        return make_candidates(self.demands, self.owners, triples, self.locked)

    def assign(self) -> Assignment:
        return assign(self.candidates(), self.limits, self.locked, self.barred)


@st.composite
def cases(draw: st.DrawFn, demands: int, supplies: int, pairs: int) -> Case:
    needs = tuple(f"X{i}" for i in range(draw(st.integers(1, demands))))
    offers = [f"S{i}" for i in range(draw(st.integers(1, supplies)))]
    owners = {offer: draw(st.sampled_from(["A", "B", "C"])) for offer in offers}
    pair = st.tuples(st.sampled_from(needs), st.sampled_from(offers))
    hundredths = st.integers(0, 100).map(lambda value: value / 100)
    worth = draw(st.dictionaries(pair, hundredths, max_size=pairs))
    room = st.integers(0, 3).flatmap(lambda low: st.builds(Room, st.just(low), st.integers(low, 4)))
    cap = st.none() | st.integers(1, 3)
    rooms = draw(st.dictionaries(st.sampled_from(needs), room, max_size=2))
    limits = Limits(draw(cap), draw(cap), draw(room), rooms)
    marked = st.frozensets(st.sampled_from(sorted(worth)) if worth else pair, max_size=3)
    return Case(worth, owners, needs, limits, draw(marked), draw(marked))


def free_and_kept(case: Case) -> tuple[list[Pair], list[Pair]]:
    kept = sorted(case.locked - case.barred)
    return sorted(set(case.worth) - case.locked - case.barred), kept


def overfull(case: Case, chosen: list[Pair], kept: list[Pair]) -> bool:
    """Whether a node has more than its cap and more than the locks alone."""
    counts = (
        (Counter(s for _, s in chosen), Counter(s for _, s in kept), case.limits.per_supply),
        (
            Counter(case.owners[s] for _, s in chosen),
            Counter(case.owners[s] for _, s in kept),
            case.limits.per_organization,
        ),
    )
    by_cap = any(
        cap is not None and count > max(cap, locks[key])
        for has, locks, cap in counts
        for key, count in has.items()
    )
    has, locks = Counter(d for d, _ in chosen), Counter(d for d, _ in kept)
    rooms = case.limits.rooms
    return by_cap or any(
        count > max(rooms.get(key, case.limits.room).ceiling, locks[key]) for key, count in has.items()
    )


def missing(case: Case, chosen: list[Pair]) -> dict[str, int]:
    has = Counter(demand for demand, _ in chosen)
    floors = {key: case.limits.rooms.get(key, case.limits.room).floor for key in case.demands}
    return {key: floor - has[key] for key, floor in floors.items() if has[key] < floor}


def penalty(case: Case, chosen: list[Pair]) -> int:
    """The second pair missing at a demand weighs twice the first, and so on."""
    return sum(count * (count + 1) // 2 for count in missing(case, chosen).values())


@settings(max_examples=150, deadline=None)
@given(cases(demands=3, supplies=4, pairs=8))
def test_no_choice_is_better(case: Case) -> None:
    """Against every choice there is: fewest missing first, then most expected."""
    free, kept = free_and_kept(case)
    choices = [list(some) + kept for size in range(len(free) + 1) for some in combinations(free, size)]
    legal = [choice for choice in choices if not overfull(case, choice, kept)]
    worth = {pair: case.worth.get(pair, 0.0) for pair in {*free, *kept}}
    best = min((penalty(case, choice), -sum(worth[pair] for pair in choice)) for choice in legal)

    found = case.assign()

    chosen = [pair.pair for pair in found.chosen]
    assert penalty(case, chosen) == best[0]
    assert found.value == pytest.approx(-best[1], abs=1e-4)
    assert found.value == pytest.approx(sum(worth[pair] for pair in chosen))


@settings(max_examples=100, deadline=None)
@given(cases(demands=12, supplies=15, pairs=80))
def test_limits_hold_locks_stay_and_the_account_adds_up(case: Case) -> None:
    _, kept = free_and_kept(case)

    found = case.assign()

    chosen = [pair.pair for pair in found.chosen]
    assert len(set(chosen)) == len(chosen)
    assert not overfull(case, chosen, kept)
    assert set(kept) <= set(chosen)
    assert not case.barred & set(chosen)
    assert {row.demand: row.floor - row.count for row in found.shortfalls} == missing(case, chosen)
    assert found.uncapped_value + sum(m.difference for m in found.moves) == pytest.approx(found.value)
    assert found.loss >= -1e-4
    for move in found.moves:
        # Without a cap in the way nothing is lost but the order of equals.
        assert (move.cause is not Cause.EQUAL) == bool(move.holders)
    assert sum(row.count for row in found.supplies) == len(chosen)
    assert sum(row.count for row in found.organizations) == len(chosen)
    assert found.uncapped_value == pytest.approx(again(case, without_caps(case)).value, abs=1e-4)


def again(case: Case, limits: Limits) -> Assignment:
    return assign(case.candidates(), limits, case.locked, case.barred)


def without_caps(case: Case) -> Limits:
    return replace(case.limits, per_supply=None, per_organization=None)


def places_missing(found: Assignment) -> int:
    return sum(row.floor - row.count for row in found.shortfalls)


@settings(max_examples=60, deadline=None)
@given(cases(demands=8, supplies=8, pairs=40))
def test_the_relaxation_is_enough_and_nothing_smaller_is(case: Case) -> None:
    found = case.assign()
    least = places_missing(again(case, without_caps(case)))
    if found.relaxation is None:
        assert places_missing(found) == least
        return
    assert places_missing(found) > least
    relaxed, caps = found.relaxation, case.limits
    for limits, smaller in (
        (replace(caps, per_supply=relaxed.per_supply), ("per_supply",)),
        (replace(caps, per_organization=relaxed.per_organization), ("per_organization",)),
        (
            replace(caps, per_supply=relaxed.both, per_organization=relaxed.both),
            ("per_supply", "per_organization"),
        ),
    ):
        if getattr(limits, smaller[0]) is not None:
            assert places_missing(again(case, limits)) == least
            less = replace(limits, **{name: getattr(limits, name) - 1 for name in smaller})
            assert places_missing(again(case, less)) > least


@settings(max_examples=40, deadline=None)
@given(cases(demands=10, supplies=12, pairs=80))
def test_giving_the_solver_pairs_by_and_by_finds_the_same(case: Case) -> None:
    whole = case.assign()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "AT_ONCE", 3)
        patch.setattr(solver, "FIRST_OF_DEMAND", 1)
        piecemeal = case.assign()
    assert piecemeal.value == pytest.approx(whole.value, abs=1e-4)
    assert places_missing(piecemeal) == places_missing(whole)


def simple(limits: Limits, locked: tuple[Pair, ...] = (), barred: tuple[Pair, ...] = ()) -> Assignment:
    """Two demands that both want S1 most; S1 and S2 are of one organization."""
    owners = {"S1": "A", "S2": "A", "S3": "B"}
    triples = [
        ("X1", "S1", 0.9),
        ("X1", "S2", 0.6),
        ("X2", "S1", 0.8),
        ("X2", "S3", 0.7),
    ]
    return assign(make_candidates(["X1", "X2"], owners, triples, locked), limits, locked, barred)


def test_a_move_says_what_was_lost_to_whom_and_what_came_instead() -> None:
    found = simple(Limits(1, None, Room(1, 1)))
    (move,) = found.moves
    assert (move.demand, move.lost.supply, move.gained and move.gained.supply) == ("X2", "S1", "S3")
    assert (move.cause, move.holders) == (Cause.SUPPLY_FULL, ("X1",))
    assert move.gained is not None and move.gained.rank == 2
    assert move.difference == pytest.approx(-0.1)
    assert (found.value, found.uncapped_value) == (pytest.approx(1.6), pytest.approx(1.7))
    (best, *_) = found.supplies
    assert (best.key, best.count, best.uncapped, best.cap) == ("S1", 1, 2, 1)
    assert best.price == pytest.approx(0.1, abs=1e-4)


def test_an_organization_s_cap_counts_all_its_supplies() -> None:
    found = simple(Limits(None, 2, Room(0, 2)))
    assert {row.key: row.count for row in found.organizations} == {"A": 2, "B": 1}
    (move,) = found.moves
    assert (move.lost.supply, move.gained, move.cause) == ("S2", None, Cause.ORGANIZATION_FULL)
    assert move.holders == ("X1", "X2")


def test_a_lock_is_kept_beyond_the_cap_and_a_bar_outranks_it() -> None:
    both = (("X1", "S1"), ("X2", "S1"))
    kept = simple(Limits(1, 1, Room(0, 1)), locked=both)
    assert [pair.pair for pair in kept.chosen] == list(both)
    (row, *_) = kept.supplies
    assert (row.count, row.locked, row.cap) == (2, 2, 1)
    barred = simple(Limits(1, 1, Room(0, 1)), locked=both, barred=both[:1])
    assert [pair.pair for pair in barred.chosen] == [("X2", "S1")]


def test_a_lock_nobody_proposed_holds_its_place() -> None:
    found = simple(Limits(None, None, Room(0, 1)), locked=(("X1", "S3"),))
    assert [pair.pair for pair in found.chosen] == [("X1", "S3"), ("X2", "S1")]
    assert found.value == pytest.approx(0.8)


def test_a_floor_out_of_reach_is_reported_with_what_is_in_the_way() -> None:
    found = simple(Limits(1, 1, Room(2, 2)))
    rows = {row.demand: row for row in found.shortfalls}
    assert {row.lack for row in rows.values()} == {Lack.CAPS}
    assert set(rows) == {"X1", "X2"}
    assert ("S2", Cause.ORGANIZATION_FULL) in rows["X1"].full or ("S2", Cause.SUPPLY_FULL) in rows["X1"].full
    assert found.relaxation is not None
    assert (found.relaxation.per_supply, found.relaxation.both) == (None, 3)


def test_a_floor_without_candidates_says_so() -> None:
    found = simple(Limits(None, None, Room(3, 3)))
    assert {(row.demand, row.candidates, row.lack) for row in found.shortfalls} == {
        ("X1", 2, Lack.FEW_CANDIDATES),
        ("X2", 2, Lack.FEW_CANDIDATES),
    }
    assert found.relaxation is None


def test_what_is_missing_is_spread() -> None:
    owners = {f"S{i}": "A" for i in range(4)}
    triples = [
        (demand, supply, 0.9 if demand == "X1" else 0.1) for demand in ("X1", "X2") for supply in owners
    ]
    found = assign(make_candidates(["X1", "X2"], owners, triples), Limits(1, None, Room(3, 3)))
    assert Counter(pair.demand for pair in found.chosen) == {"X1": 2, "X2": 2}


def test_a_floor_is_met_before_anything_is_earned() -> None:
    triples = [("X1", "S1", 1.0), ("X1", "S2", 0.0), ("X2", "S1", 0.0)]
    candidates = make_candidates(["X1", "X2"], {"S1": "A", "S2": "B"}, triples)
    found = assign(candidates, Limits(1, None, Room(1, 1)))
    assert [pair.pair for pair in found.chosen] == [("X1", "S2"), ("X2", "S1")]


def test_nothing_to_choose_from() -> None:
    empty = assign(make_candidates([], {}, []), Limits(1, 1, Room(0, 5)))
    assert (empty.chosen, empty.value, empty.loss, empty.shortfalls) == ((), 0.0, 0.0, ())
    needy = assign(make_candidates(["X1"], {}, []), Limits(1, 1, Room(2, 5)))
    assert [(row.demand, row.count, row.lack) for row in needy.shortfalls] == [("X1", 0, Lack.FEW_CANDIDATES)]


def test_what_makes_no_sense_is_refused() -> None:
    for make in (
        lambda: Room(3, 2),
        lambda: Room(-1, 2),
        lambda: Limits(0, None, Room(0, 1)),
        lambda: make_candidates(["X1"], {"S1": "A"}, [("X1", "S2", 0.5)]),
        lambda: make_candidates(["X1"], {"S1": "A"}, [("X1", "S1", float("nan"))]),
        lambda: make_candidates(["X1"], {"S1": "A"}, [("X1", "S1", -0.5)]),
        lambda: Candidates(
            ["X1"], ["S1"], ["A"], np.array([0]), np.array([0]), np.array([0, 0]), np.array([1.0])
        ),
        lambda: Candidates(
            ["X1"], ["S1"], ["A"], np.array([0, 0]), np.array([0]), np.array([0]), np.array([1.0])
        ),
    ):
        with pytest.raises(ValueError, match=r"must|needs|no such"):
            make()


def test_a_pair_given_twice_counts_with_its_greater_value() -> None:
    candidates = make_candidates(
        ["X1"], {"S1": "A"}, [("X1", "S1", 0.2), ("X1", "S1", 0.5), ("X1", "S1", 0.1)]
    )
    assert candidates.value.tolist() == [0.5]
