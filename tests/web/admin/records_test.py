"""What auditors read beside the trail, and the trail as a file."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import AuditEvent, Kind, ListingState, MatchState, Role
from marketplace.services.audit.record import record_event
from tests.factories import make_account, make_listing, make_match, make_organization
from tests.web.visitor import Visitor


@pytest.fixture
def auditor(session: Session, visitor: Visitor) -> Visitor:
    """An auditor, signed in."""
    account = make_account(session, Role.AUDITOR)
    session.commit()
    return visitor.sign_in(account)


@pytest.mark.parametrize("state", list(ListingState))
def test_listings_of_every_state_are_read(session: Session, auditor: Visitor, state: ListingState) -> None:
    listing = make_listing(session, Kind.DEMAND, state=state)
    session.commit()
    page = auditor.get(f"/admin/records/listings?state={state.value}&code={listing.code.lower()}")
    assert listing.code in page.to_text()
    assert "测试条目" in auditor.get(f"/admin/records/listings/{listing.id}").to_text()


@pytest.mark.parametrize("state", list(MatchState))
def test_pairs_of_every_state_are_read(session: Session, auditor: Visitor, state: MatchState) -> None:
    pair = make_match(session, make_listing(session, Kind.DEMAND), make_listing(session, Kind.SUPPLY), state)
    session.commit()
    address = f"/admin/records/pairs/{pair.id}"
    assert auditor.get(f"/admin/records/pairs?state={state.value}").query(f'a[href="{address}"]')
    auditor.get(address)


def test_a_change_reads_from_old_to_new(session: Session, auditor: Visitor) -> None:
    organization = make_organization(session)
    old, new = (
        {"name": "旧名称", "organization_type": "企业"},
        {"name": "新名称", "organization_type": "企业"},
    )
    record_event(session, None, "organization.changed", organization, old=old, new=new)
    session.commit()
    page = auditor.get("/admin/audit?group=organization").to_text()
    assert "旧名称 → 新名称" in page
    assert "企业 → 企业" not in page


def test_the_trail_of_one_organization(session: Session, auditor: Visitor) -> None:
    mine, other = make_organization(session), make_organization(session)
    listing = make_listing(session, Kind.SUPPLY, mine)
    member = make_account(session, Role.COMPANY, mine)
    record_event(session, None, "listing.publish", listing)
    record_event(session, member, "account.signed_in", member)
    record_event(session, None, "organization.changed", other)
    session.commit()
    assert len(auditor.get(f"/admin/audit?organization_id={mine.id}").query("tbody tr")) == 2


def test_the_filtered_trail_is_taken_along_on_record(session: Session, auditor: Visitor) -> None:
    listing = make_listing(session, Kind.SUPPLY)
    record_event(session, None, "listing.publish", listing, note="=1+1")
    record_event(session, None, "listing.withdraw", listing)
    session.commit()
    address = "/admin/audit/export?action=listing.publish&format="
    lines = auditor.client.get(address + "jsonl").get_data(as_text=True).splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["listing.publish"]
    assert len(auditor.client.get(address + "csv").get_data(as_text=True).splitlines()) == 2
    assert auditor.client.get(address + "exe").status_code == 400
    taken = session.scalars(select(AuditEvent).where(AuditEvent.action == "audit.exported")).all()
    assert [event.details["format"] for event in taken] == ["jsonl", "csv"]
    assert taken[0].details["filters"] == {"action": "listing.publish"}
