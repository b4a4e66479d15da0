"""The page on which a need is checked, the panel alone, and what staff see of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import AuditEvent, FindingSetAside, Kind, Role
from matching.clarity.examples import examples_of
from tests.factories import make_account, make_listing, make_organization
from tests.web.visitor import Visitor

VAGUE = {
    "title": "智慧园区",
    "summary": "拟建设一套智慧园区平台，\r\n提升智能化水平。",
    "description": "系统应符合相关标准。",
    "budget_wan": "3o",
    "deadline": "2027-01-",
}


@pytest.fixture
def owner(visitor: Visitor, session: Session) -> Visitor:
    """Somebody who writes demands."""
    account = make_account(session, Role.DEMAND_OWNER, make_organization(session))
    session.commit()
    return visitor.sign_in(account)


def test_the_page_stands_without_a_need(owner: Visitor) -> None:
    page = owner.get("/workspace/check-need")
    assert page.query("textarea#description")
    assert not page.query(".clarity-one")
    assert "/workspace/check-need" in owner.get("/workspace").to_html()


def test_a_vague_need_is_quoted_and_kept_in_the_form(owner: Visitor) -> None:
    answer = owner.post("/workspace/check-need", VAGUE, expect=200).get_data(as_text=True)
    assert "<mark>拟建设一套智慧园区平台</mark>" in answer
    assert 'data-leads="summary"' in answer
    assert "拟建设一套智慧园区平台" in answer.split('id="summary"')[1]


def test_the_panel_alone_answers_htmx_and_says_the_sum(owner: Visitor) -> None:
    answer = owner.post("/workspace/check-need", VAGUE, expect=200, headers={"HX-Request": "true"})
    text = answer.get_data(as_text=True)
    assert "<html" not in text
    assert 'hx-swap-oob="innerHTML:#clarity-said"' in text
    assert text.count('class="clarity-one') == 7


def test_each_field_names_what_is_unclear_in_it_and_leads_there(owner: Visitor) -> None:
    page = owner.post("/workspace/check-need", VAGUE, expect=200).get_data(as_text=True)
    note = page.split('id="description-clarity"')[1].split("</div>")[0]
    assert 'href="#clarity-constraints"' in note
    assert 'id="clarity-constraints"' in page
    assert "#clarity-problem" not in note
    answer = owner.post("/workspace/check-need", VAGUE, expect=200, headers={"HX-Request": "true"})
    text = answer.get_data(as_text=True)
    for field in ("title", "summary", "description", "budget_wan", "deadline"):
        assert f'hx-swap-oob="innerHTML:#{field}-clarity"' in text


def test_the_examples_are_of_the_industry_that_was_chosen(owner: Visitor) -> None:
    of_water = examples_of("acceptance", "智慧水务")[0]
    for industry, shown in (("智慧水务", True), ("智慧农业", False), ("no such", False)):
        sent = {**VAGUE, "industry": industry}
        answer = owner.post("/workspace/check-need", sent, expect=200).get_data(as_text=True)
        assert (of_water in answer) is shown


def test_markup_in_a_need_stays_text(owner: Visitor) -> None:
    sent = {**VAGUE, "summary": "拟建设<script>x</script>平台。"}
    answer = owner.post("/workspace/check-need", sent, expect=200).get_data(as_text=True)
    assert "<script>x" not in answer


@pytest.mark.parametrize("role", [Role.STAFF, Role.AUDITOR])
def test_others_do_not_check_needs(visitor: Visitor, session: Session, role: Role) -> None:
    account = make_account(session, role)
    session.commit()
    visitor.sign_in(account).get("/workspace/check-need", expect=403)


def test_staff_see_the_findings_of_a_demand_and_none_of_a_supply(visitor: Visitor, session: Session) -> None:
    staff = make_account(session, Role.STAFF)
    demand, supply = make_listing(session, Kind.DEMAND), make_listing(session, Kind.SUPPLY)
    session.commit()
    visitor.sign_in(staff)
    assert visitor.get(f"/staff/listings/{demand.code}").query(".clarity-sum")
    assert not visitor.get(f"/staff/listings/{supply.code}").query(".clarity-sum")


def written(owner: Visitor) -> str:
    """The address of a new demand's panel."""
    owner.may_see_contacts = True
    form = owner.post("/workspace/listings", {"kind": "demand"}, expect=303).headers["Location"]
    return form.replace("/edit", "/clarity")


def test_a_wrong_finding_is_set_aside_for_its_sentence_and_taken_back(owner: Visitor) -> None:
    panel = written(owner)
    answer = owner.post(panel, {**VAGUE, "wrong": "constraints"}, expect=200).get_data(as_text=True)
    assert 'id="clarity-constraints"' not in answer
    assert 'name="right" value="constraints"' in answer
    assert 'id="clarity-constraints"' not in owner.post(panel, VAGUE, expect=200).get_data(as_text=True)
    other = {**VAGUE, "description": "平台应满足国家有关规定。"}
    assert 'id="clarity-constraints"' in owner.post(panel, other, expect=200).get_data(as_text=True)
    back = owner.post(panel, {**VAGUE, "right": "constraints"}, expect=200).get_data(as_text=True)
    assert 'id="clarity-constraints"' in back


def test_what_is_set_aside_and_taken_back_stands_in_the_trail_once(owner: Visitor, session: Session) -> None:
    panel = written(owner)
    for word in ("wrong", "wrong", "right", "right"):
        owner.post(panel, {**VAGUE, word: "constraints"}, expect=200)
    events = select(AuditEvent).where(AuditEvent.action.startswith("clarity.")).order_by(AuditEvent.id)
    told = [(one.action, one.entity_type, one.details) for one in session.scalars(events)]
    assert told == [
        ("clarity.set_aside", "listings", {"aspect": "constraints"}),
        ("clarity.taken_back", "listings", {"aspect": "constraints"}),
    ]


def test_what_is_no_aspect_or_clear_sets_nothing_aside(owner: Visitor, session: Session) -> None:
    panel = written(owner)
    for aspect in ("no such", "budget\0", "x" * 5000):
        owner.post(panel, {**VAGUE, "wrong": aspect}, expect=200)
    owner.post(panel, {**VAGUE, "budget_wan": "3", "deadline": "2027-01-01", "wrong": "budget"}, expect=200)
    assert session.scalars(select(FindingSetAside)).all() == []


def test_another_organization_sets_nothing_aside(visitor: Visitor, session: Session) -> None:
    listing = make_listing(session, Kind.DEMAND)
    account = make_account(session, Role.DEMAND_OWNER, make_organization(session))
    session.commit()
    sent = {**VAGUE, "wrong": "constraints"}
    visitor.sign_in(account).post(f"/workspace/listings/{listing.code}/clarity", sent, expect=404)
    assert session.scalars(select(FindingSetAside)).all() == []


def test_staff_see_what_the_writer_calls_wrong(visitor: Visitor, session: Session) -> None:
    said = {"summary": "拟建设一套智慧园区平台。", "description": "符合相关标准。"}
    listing = make_listing(session, Kind.DEMAND, **said)
    owner = make_account(session, Role.DEMAND_OWNER, listing.organization)
    staff = make_account(session, Role.STAFF)
    session.commit()
    sent = {**said, "title": "别的", "wrong": "constraints"}
    visitor.sign_in(owner).post(f"/workspace/listings/{listing.code}/clarity", sent, expect=200)
    page = visitor.sign_in(staff).get(f"/staff/listings/{listing.code}")
    assert "符合相关标准" in page.query(".clarity-aside")[0].to_html()
    assert "符合相关标准" not in "".join(one.to_html() for one in page.query(".clarity-one"))


@pytest.mark.parametrize("kind", list(Kind))
def test_the_form_of_a_demand_has_the_panel_beside_it(visitor: Visitor, session: Session, kind: Kind) -> None:
    account = make_account(session, Role.DEMAND_OWNER, make_organization(session))
    session.commit()
    visitor.sign_in(account).may_see_contacts = True
    form = visitor.post("/workspace/listings", {"kind": kind.value}, expect=303).headers["Location"]
    panel = visitor.get(form).query("#clarity-findings[hx-post]")
    assert bool(panel) == (kind is Kind.DEMAND)
