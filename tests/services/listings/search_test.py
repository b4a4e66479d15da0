"""How exact words and meaning become one order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from marketplace.models import Kind
from marketplace.services.listings.exact import find_exact
from marketplace.services.listings.search import fuse, relevant
from marketplace.services.listings.shelf import PUBLISHED
from marketplace.services.ports import Hit
from tests.factories import make_listing, make_organization

HITS = st.lists(
    st.builds(Hit, st.integers(1, 30), st.floats(0, 1), st.floats(-1, 1), st.floats(0, 1)),
    unique_by=lambda hit: hit.listing_id,
)
EXACT = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 4)), unique_by=lambda pair: pair[0])


@given(EXACT, HITS)
def test_every_listing_stands_once_and_named_ones_first(
    exact: list[tuple[int, int]], hits: list[Hit]
) -> None:
    order = fuse(exact, hits)
    named = [listing for listing, tier in exact if tier < 3]
    assert sorted(order) == sorted({*(listing for listing, _ in exact), *(hit.listing_id for hit in hits)})
    assert order[: len(named)] == named


@given(HITS)
def test_the_tail_goes_and_the_best_stays(hits: list[Hit]) -> None:
    kept = relevant(hits)
    assert all(hit.dense >= 0.15 or hit.lexical >= 0.2 for hit in kept)
    best = max(hits, key=lambda hit: hit.dense, default=None)
    assert best is None or best.dense < 0.15 or best in kept


def test_exact_words_rank_by_where_they_stand(session: Session) -> None:
    house = make_organization(session, name="雷达研究所")
    spread = make_listing(session, title="普通", summary="用到雷达", description="")
    technology = make_listing(session, title="甲", technologies=["毫米波雷达"])
    organization = make_listing(session, organization=house, title="乙")
    title = make_listing(session, Kind.DEMAND, title="雷达外推")
    code = make_listing(session, code="雷达", title="丙")
    make_listing(session, title="无关")
    assert find_exact(session, PUBLISHED, ("雷达",)) == [
        (code.id, 0),
        (title.id, 1),
        (organization.id, 2),
        (technology.id, 3),
        (spread.id, 4),
    ]


def test_all_words_must_be_there_and_wildcards_mean_themselves(session: Session) -> None:
    both = make_listing(session, title="雷达与气象", summary="100%准确_")
    make_listing(session, title="雷达")
    assert [listing for listing, _ in find_exact(session, PUBLISHED, ("气象", "雷达"))] == [both.id]
    assert [listing for listing, _ in find_exact(session, PUBLISHED, ("100%",))] == [both.id]
    assert find_exact(session, PUBLISHED, ("%雷",)) == []
