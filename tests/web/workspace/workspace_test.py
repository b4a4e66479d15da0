"""The workspace's pages in their states, in both languages."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Answer, Disclosure, Kind, ListingState, MatchState, Role
from tests.factories import make_account, make_listing, make_organization
from tests.factories.recommended import Recommended, make_recommended
from tests.web.visitor import Visitor

M = MatchState


def state(pair: Recommended, side: Kind, **more: str) -> dict[str, str]:
    """What the page's forms send back."""
    seen = pair.seen
    return {
        "side": side.value,
        "version": str(seen.version),
        "demand_hash": seen.demand_hash,
        "supply_hash": seen.supply_hash,
    } | more


def path(pair: Recommended, verb: str = "") -> str:
    return f"/workspace/matches/{pair.match.id}" + (f"/{verb}" if verb else "")


@pytest.fixture
def pair(session: Session) -> Recommended:
    """A recommended pair."""
    made = make_recommended(session)
    session.commit()
    return made


def test_an_empty_workspace_says_what_comes(visitor: Visitor, session: Session) -> None:
    visitor.sign_in(make_account(session, Role.COMPANY))
    for language, words in (("zh", "贵单位尚无条目"), ("en", "no listing here yet")):
        assert words in visitor.get(f"/workspace?lang={language}").to_text()


def test_listings_without_pairs_say_what_comes(visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.COMPANY)
    public = make_listing(session, Kind.SUPPLY, account.organization)
    draft = make_listing(session, Kind.DEMAND, account.organization, ListingState.DRAFT)
    visitor.sign_in(account)
    visitor.may_see_contacts = True
    assert "全部处理完毕" in visitor.get("/workspace").to_text()
    assert "尚无推荐的对接" in visitor.get(f"/workspace/listings/{public.code}").to_text()
    assert "该条目未参与撮合" in visitor.get(f"/workspace/listings/{draft.code}").to_text()


@pytest.mark.slow
@pytest.mark.parametrize("match_state", sorted(set(M) - {M.SUGGESTED, M.REJECTED}))
def test_every_state_has_its_pages(visitor: Visitor, session: Session, match_state: MatchState) -> None:
    pair = make_recommended(session, match_state)
    for kind, language in itertools.product(Kind, ("zh", "en")):
        visitor.sign_in(pair.on(kind))
        theirs = pair.match.supply if kind is Kind.DEMAND else pair.match.demand
        assert theirs.code in visitor.get(f"/workspace?lang={language}").to_text()
        page = visitor.get(f"{path(pair)}?lang={language}").to_text()
        assert theirs.code in page
        assert "内部备注" not in page
        assert "0.8" not in page


def test_the_main_job(visitor: Visitor, pair: Recommended, session: Session) -> None:
    visitor.sign_in(pair.owner)
    assert "请您答复" in visitor.get(path(pair)).to_text()
    visitor.post(path(pair, "accept"), state(pair, Kind.DEMAND), expect=303)
    assert "正在征询对方意见" in visitor.get(path(pair)).to_text()
    session.refresh(pair.match)
    visitor.sign_in(pair.company)
    assert "对方已接受，请您答复" in visitor.get(path(pair)).to_text()
    visitor.post(path(pair, "accept"), state(pair, Kind.SUPPLY), expect=303)
    assert "查看联系方式" in visitor.get(path(pair)).to_text()
    visitor.post(path(pair, "contact"), {"side": "supply"}, expect=303)
    visitor.may_see_contacts = True
    assert "@example.com" in visitor.get(path(pair)).to_text()
    visitor.may_see_contacts = False
    visitor.sign_in(pair.owner)
    ledger = visitor.get(path(pair)).to_text()
    assert "我方联系方式" in ledger
    assert pair.company.display_name in ledger


def test_declining_takes_a_reason(visitor: Visitor, pair: Recommended) -> None:
    visitor.sign_in(pair.company)
    refused = visitor.post(path(pair, "decline"), state(pair, Kind.SUPPLY), expect=400)
    assert "请选择" in refused.get_data(as_text=True)
    other = state(pair, Kind.SUPPLY, reason="other")
    assert "请在备注中说明" in visitor.post(path(pair, "decline"), other, expect=400).get_data(as_text=True)
    long = state(pair, Kind.SUPPLY, reason="no_capacity", note="字" * 501)
    assert "备注" in visitor.post(path(pair, "decline"), long, expect=400).get_data(as_text=True)
    visitor.post(path(pair, "decline"), state(pair, Kind.SUPPLY, reason="no_capacity"), expect=303)
    assert "近期没有可投入的团队" in visitor.get(path(pair)).to_text()
    visitor.sign_in(pair.owner)
    theirs = visitor.get(path(pair)).to_text()
    assert "对方已谢绝" in theirs
    assert "近期没有可投入的团队" not in theirs


def test_an_acceptance_is_taken_back(visitor: Visitor, pair: Recommended, session: Session) -> None:
    visitor.sign_in(pair.owner)
    visitor.post(path(pair, "accept"), state(pair, Kind.DEMAND), expect=303)
    session.refresh(pair.match)
    visitor.post(path(pair, "withdraw"), state(pair, Kind.DEMAND), expect=303)
    assert "请您答复" in visitor.get(path(pair)).to_text()


@pytest.mark.parametrize("verb", ["accept", "decline", "withdraw"])
def test_a_stale_page_is_answered_with_the_present_one(
    visitor: Visitor, pair: Recommended, verb: str
) -> None:
    stale = state(pair, Kind.DEMAND, reason="over_budget") | {"version": "0"}
    visitor.sign_in(pair.owner)
    response = visitor.post(path(pair, verb), stale, expect=409)
    assert "以下" in response.get_data(as_text=True)
    assert "请您答复" in visitor.get(path(pair)).to_text()


@pytest.mark.parametrize("verb", ["accept", "decline", "withdraw", "contact"])
def test_a_form_with_missing_parts_is_refused(
    visitor: Visitor, pair: Recommended, session: Session, verb: str
) -> None:
    visitor.sign_in(pair.owner)
    visitor.post(path(pair, verb), {}, expect=400)
    visitor.post(path(pair, verb), {"side": "neither"}, expect=400)
    visitor.post(path(pair, verb), state(pair, Kind.SUPPLY, reason="no_capacity"), expect=403)
    session.refresh(pair.match)
    assert pair.match.state is M.RECOMMENDED
    assert session.scalars(select(Answer)).all() == [] and session.scalars(select(Disclosure)).all() == []


def test_the_existence_of_others_is_not_told(visitor: Visitor, pair: Recommended, session: Session) -> None:
    visitor.sign_in(make_account(session, Role.COMPANY))

    def told(address: str) -> str:
        return visitor.get(f"/workspace/{address}", expect=404).query("main")[0].to_text()

    assert told(f"listings/{pair.match.supply.code}") == told("listings/NOSUCH")
    assert told(f"matches/{pair.match.id}") == told("matches/999999")
    assert visitor.get(f"/workspace/matches/{10**30}", expect=404).query(".error-page")
    visitor.post(path(pair, "accept"), state(pair, Kind.SUPPLY), expect=404)
    visitor.post(path(pair, "contact"), {"side": "supply"}, expect=404)
    session.refresh(pair.match)
    assert pair.match.state is M.RECOMMENDED and session.scalars(select(Disclosure)).all() == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_organization_on_both_sides_chooses_its_side(
    visitor: Visitor, session: Session, language: str
) -> None:
    organization = make_organization(session)
    pair = make_recommended(session, demander=organization, supplier=organization)
    visitor.sign_in(pair.owner)
    for side in Kind:
        page = visitor.get(f"{path(pair)}?side={side.value}&lang={language}")
        current = page.query(".tabs [aria-current]")
        assert len(current) == 1
        assert f"side={side.value}" in str((current[0].attrs or {})["href"])
    assert visitor.get(f"{path(pair)}?side=neither&lang={language}").query("h1")


@pytest.mark.parametrize("side", list(Kind))
def test_a_pair_with_a_listing_taken_down_offers_no_acceptance(
    visitor: Visitor, session: Session, pair: Recommended, side: Kind
) -> None:
    pair.match.demand.state = ListingState.WITHDRAWN
    session.commit()
    visitor.sign_in(pair.on(side))
    page = visitor.get(path(pair))
    assert "不再公开" in page.to_text()
    assert not page.query(f'form[action^="{path(pair, "accept")}"]')
    assert page.query(f'form[action^="{path(pair, "decline")}"]')
    visitor.post(path(pair, "accept"), state(pair, side), expect=409)
