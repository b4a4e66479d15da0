"""Browsing the lists by kind of problem."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Kind, KindState, ListingState, Match
from marketplace.services.kinds.browse import browse_kinds
from marketplace.services.kinds.known import shipped_kinds
from tests.factories import make_account, make_kind, make_listing, make_match, make_recall
from tests.web.visitor import Visitor

SHIPPED = next(kind for kind in shipped_kinds().values() if kind.sector == "智慧社区")
LANGUAGES = ["zh_Hans_CN", "en"]


def test_the_overview_names_industries_and_what_is_wanted(visitor: Visitor, session: Session) -> None:
    make_recall(session, make_listing(session, Kind.DEMAND), SHIPPED.id)
    session.commit()
    page = visitor.get("/kinds")

    assert len(page.query(".sector-card")) == 20
    assert SHIPPED.name in page.query("#wanted")[0].parent.to_text()  # type: ignore[union-attr]
    assert SHIPPED.name in page.query("#unmet")[0].parent.to_text()  # type: ignore[union-attr]


def test_without_listings_the_industries_still_stand(visitor: Visitor) -> None:
    page = visitor.get("/kinds?lang=en")
    assert not page.query("#wanted") and not page.query("#unmet")
    assert "No listing yet" in page.to_text()


def test_an_industry_puts_kinds_with_listings_first(visitor: Visitor, session: Session) -> None:
    last = [kind for kind in shipped_kinds().values() if kind.sector == "智慧社区"][-1]
    make_recall(session, make_listing(session), last.id)
    session.commit()
    page = visitor.get("/kinds?sector=智慧社区")

    assert page.query(".kind-card .card-title")[0].to_text().strip() == last.name
    assert page.query('.sector-nav [aria-current="page"]')[0].to_text().strip() == "智慧社区"
    assert visitor.get("/kinds?sector=智慧社区&page=2").query(".kind-card")


def test_words_find_kinds_and_are_marked(visitor: Visitor, session: Session) -> None:
    make_kind(session, name="电梯里推进电动车")
    make_kind(session, KindState.DRAFT, name="电动车草稿")
    session.commit()
    page = visitor.get("/kinds?q=推进电动车")

    assert page.query(".kind-card .card-title mark")[0].to_text() == "推进电动车"
    assert "电动车草稿" not in page.to_text()
    assert "没有" in visitor.get("/kinds?q=qqqzzz").query(".empty")[0].to_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_shows_both_sides_and_its_listings(visitor: Visitor, session: Session, language: str) -> None:
    visitor.post("/language", {"language": language, "next": "/"}, expect=303)
    demand = make_listing(session, Kind.DEMAND, title="电梯里老有电动车")
    make_recall(session, demand, SHIPPED.id)
    session.commit()
    page = visitor.get(f"/kinds/{SHIPPED.id}")

    assert page.query("h1")[0].to_text() == SHIPPED.name
    assert "电梯里老有电动车" in page.query(".kind-side-demand")[0].to_text()
    assert page.query(".kind-side-supply .kind-none")
    assert len(page.query(".sayings-supply li")) == len(SHIPPED.supplies)


def test_only_listings_that_are_clearly_about_it_and_public_count(session: Session) -> None:
    make_recall(session, make_listing(session), SHIPPED.id)
    make_recall(session, make_listing(session), SHIPPED.id, share=0.05)
    make_recall(session, make_listing(session), SHIPPED.id, similarity=0.1)
    make_recall(session, make_listing(session), SHIPPED.id, place=2)
    make_recall(session, make_listing(session, state=ListingState.WITHDRAWN), SHIPPED.id)

    rows = {row.kind.id: row for row in browse_kinds(session, None, text=SHIPPED.name).rows}
    assert (rows[SHIPPED.id].demands, rows[SHIPPED.id].supplies) == (0, 1)


def test_drafts_and_unknown_kinds_are_not_there(visitor: Visitor, session: Session) -> None:
    draft = make_kind(session, KindState.DRAFT, name="还没定稿的类型")
    session.commit()
    missing = visitor.get("/kinds/nothing", expect=404).query("main")[0].to_text()
    assert visitor.get(f"/kinds/{draft.key}", expect=404).query("main")[0].to_text() == missing
    assert not visitor.get("/kinds?q=还没定稿的类型").query(f'a[href="/kinds/{draft.key}"]')


def test_an_item_leads_to_its_kind(visitor: Visitor, session: Session) -> None:
    listing, other = make_listing(session), make_listing(session)
    make_recall(session, listing, SHIPPED.id)
    make_recall(session, other, "site-999999")
    session.commit()

    link = visitor.get(f"/items/{listing.code}").query(".item-kind-name")[0]
    assert (link.attrs or {})["href"] == f"/kinds/{SHIPPED.id}"
    assert not visitor.get(f"/items/{other.code}").query(".item-kind")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh_Hans_CN", "两边都属于“{name}”问题，相似度分别为 0.81 和 0.77。"),
        ("en", "Both are about “{name}”, seen at 0.81 and 0.77."),
    ],
)
def test_a_pair_names_the_kind_both_are_about(
    visitor: Visitor, session: Session, language: str, sentence: str
) -> None:
    visitor.post("/language", {"language": language, "next": "/"}, expect=303)
    match: Match = make_match(session)
    assert match.suggestion is not None
    values = {"kind": SHIPPED.id, "need": 0.8114, "offer": 0.77}
    match.suggestion.reasons = [{"code": "same_kind", "values": values}]
    match.suggestion.parts = [{"name": "memory", "value": 0.5, "weight": 0.4}]
    session.commit()
    text = visitor.sign_in(make_account(session)).get(f"/staff/matches/{match.id}").to_text()

    assert sentence.format(name=SHIPPED.name) in text
