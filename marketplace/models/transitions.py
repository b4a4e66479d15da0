"""The legal state changes, one table per thing that has states. Nothing else decides them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from marketplace.errors import WrongState
from marketplace.models.assignment import AssignmentState
from marketplace.models.import_batch import ImportState
from marketplace.models.listing import ListingState
from marketplace.models.match import MatchState
from marketplace.models.matcher_version import MatcherVersionState
from marketplace.models.problem_kind import KindState

L, M, B, A, K = ListingState, MatchState, ImportState, AssignmentState, KindState

LISTING: Mapping[ListingState, frozenset[ListingState]] = {
    L.DRAFT: frozenset({L.SUBMITTED, L.PUBLISHED}),  # staff imports publish directly
    L.SUBMITTED: frozenset({L.PUBLISHED, L.CHANGES_REQUESTED}),
    L.CHANGES_REQUESTED: frozenset({L.SUBMITTED}),
    L.PUBLISHED: frozenset({L.WITHDRAWN, L.EXPIRED, L.FULFILLED}),
    L.WITHDRAWN: frozenset({L.PUBLISHED, L.SUBMITTED}),
    L.EXPIRED: frozenset({L.PUBLISHED, L.SUBMITTED}),
    L.FULFILLED: frozenset(),
}

MATCH: Mapping[MatchState, frozenset[MatchState]] = {
    M.SUGGESTED: frozenset({M.REJECTED, M.RECOMMENDED, M.PARKED}),
    M.REJECTED: frozenset({M.SUGGESTED}),  # undone, expired, or the texts changed
    M.RECOMMENDED: frozenset({M.SUGGESTED, M.ACCEPTED_BY_DEMAND, M.ACCEPTED_BY_SUPPLY, M.DECLINED, M.PARKED}),
    M.ACCEPTED_BY_DEMAND: frozenset({M.INTRODUCED, M.DECLINED, M.RECOMMENDED, M.SUGGESTED, M.PARKED}),
    M.ACCEPTED_BY_SUPPLY: frozenset({M.INTRODUCED, M.DECLINED, M.RECOMMENDED, M.SUGGESTED, M.PARKED}),
    M.DECLINED: frozenset({M.CLOSED, M.RECOMMENDED}),  # staff confirm or override
    M.INTRODUCED: frozenset({M.MEETING, M.PARKED, M.CLOSED}),
    M.MEETING: frozenset({M.PILOT, M.SIGNED, M.PARKED, M.CLOSED}),
    M.PILOT: frozenset({M.SIGNED, M.PARKED, M.CLOSED}),
    M.SIGNED: frozenset({M.DELIVERED, M.PARKED, M.CLOSED}),
    M.DELIVERED: frozenset(),
    M.PARKED: frozenset({M.SUGGESTED}),
    M.CLOSED: frozenset({M.SUGGESTED}),
}

IMPORT: Mapping[ImportState, frozenset[ImportState]] = {
    B.READING: frozenset({B.PREVIEWED, B.REFUSED, B.FAILED}),
    B.PREVIEWED: frozenset({B.APPLYING, B.DISCARDED}),
    B.REFUSED: frozenset({B.DISCARDED}),
    B.APPLYING: frozenset({B.APPLIED, B.FAILED, B.PREVIEWED, B.REFUSED}),  # the site changed meanwhile
    B.APPLIED: frozenset(),
    B.FAILED: frozenset({B.DISCARDED}),
    B.DISCARDED: frozenset(),
}

ASSIGNMENT: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    A.PREPARING: frozenset({A.PREVIEWED, A.FAILED, A.DISCARDED}),
    A.PREVIEWED: frozenset({A.APPLIED, A.DISCARDED}),  # discarded when another is prepared
    A.APPLIED: frozenset({A.UNDONE, A.REPLACED}),
    A.UNDONE: frozenset(),
    A.REPLACED: frozenset(),
    A.DISCARDED: frozenset(),
    A.FAILED: frozenset({A.DISCARDED}),
}

PROBLEM_KIND: Mapping[KindState, frozenset[KindState]] = {
    K.DRAFT: frozenset({K.ACTIVE, K.RETIRED}),
    K.ACTIVE: frozenset({K.RETIRED}),
    K.RETIRED: frozenset({K.ACTIVE}),
}

MATCHER_VERSION: Mapping[MatcherVersionState, frozenset[MatcherVersionState]] = {
    MatcherVersionState.CANDIDATE: frozenset({MatcherVersionState.ACTIVE, MatcherVersionState.RETIRED}),
    MatcherVersionState.ACTIVE: frozenset({MatcherVersionState.RETIRED}),
    MatcherVersionState.RETIRED: frozenset({MatcherVersionState.ACTIVE}),  # a rollback brings it back
}

TABLES: Mapping[type[StrEnum], Mapping[Any, frozenset[Any]]] = {
    ListingState: LISTING,
    MatchState: MATCH,
    ImportState: IMPORT,
    AssignmentState: ASSIGNMENT,
    MatcherVersionState: MATCHER_VERSION,
    KindState: PROBLEM_KIND,
}


def check_transition(old: StrEnum, new: StrEnum) -> None:
    """Raise WrongState unless the table of their type allows going from `old` to `new`."""
    if new not in TABLES[type(old)][old]:
        raise WrongState("This cannot go from “%(old)s” to “%(new)s”.", old=old, new=new)
