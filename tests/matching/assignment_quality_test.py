"""What the usual caps cost on the open list under the default model."""

from __future__ import annotations

import pytest

from marketplace.settings import Settings
from matching.assignment.assign import assign
from matching.assignment.candidates import make_candidates
from matching.assignment.limits import Limits, Room
from matching.documents import Document
from matching.encoders.base import Encoder
from matching.matcher import Matcher

MOST_GIVEN_UP = 0.03


@pytest.mark.model
def test_the_usual_caps_give_up_little_and_leave_nobody_short(e5: Encoder, open_list: list[Document]) -> None:
    matcher = Matcher(e5)
    matcher.put(open_list)
    rankings = {d.id: matcher.rank(d.id, 50) for d in open_list if d.kind == "demand"}
    found = [s for ranking in rankings.values() for s in ranking.suggestions]
    calibrated = all(s.probability is not None for s in found)
    worth = [
        (s.demand_id, s.supply_id, s.probability if calibrated and s.probability is not None else s.score)
        for s in found
    ]
    owners = {d.id: d.organization for d in open_list if d.kind == "supply"}
    usual = Settings.model_fields
    limits = Limits(
        usual["assignment_supplier_cap"].default,
        usual["assignment_organization_cap"].default,
        Room(usual["assignment_floor"].default, usual["assignment_per_demand"].default),
        {demand: Room(0, 3) for demand, ranking in rankings.items() if not ranking.served},
    )
    assigned = assign(make_candidates(list(rankings), owners, worth), limits)
    assert assigned.loss <= MOST_GIVEN_UP
    assert not assigned.shortfalls
    assert max(row.uncapped for row in assigned.organizations) > limits.per_organization, "the caps bite"
