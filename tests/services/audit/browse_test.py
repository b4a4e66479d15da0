"""Reading the trail, and the lists of accounts and organizations."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import NotAllowed
from marketplace.models import Account, AuditEvent, Role
from marketplace.services.accounts.browse import browse_accounts, browse_organizations
from marketplace.services.accounts.mail_addresses import mask_email
from marketplace.services.audit.browse import PAGE_SIZE, TrailQuery, browse_events
from tests.factories import make_account, make_listing, make_match


def add_event(session: Session, actor: Account | None, **change: object) -> AuditEvent:
    values = {"action": "listing.publish", "entity_type": "listings", "entity_id": 1} | change
    event = AuditEvent(actor_id=actor.id if actor else None, **values)
    session.add(event)
    session.flush()
    return event


@pytest.fixture
def auditor(session: Session) -> Account:
    """Someone who may read the trail."""
    return make_account(session, Role.AUDITOR)


def test_the_newest_event_comes_first(session: Session, auditor: Account) -> None:
    first, second = add_event(session, auditor), add_event(session, None)
    assert list(browse_events(session, auditor, TrailQuery()).events) == [second, first]


def test_each_filter_finds_its_events(session: Session, auditor: Account) -> None:
    staff = make_account(session)
    wanted = add_event(session, staff, action="match.reject", entity_type="matches", entity_id=7)
    system = add_event(session, None)

    def found(**query: object) -> list[AuditEvent]:
        return list(browse_events(session, auditor, TrailQuery(**query)).events)  # type: ignore[arg-type]

    assert found(entity_type="matches") == [wanted]
    assert found(entity_type="matches", entity_id=8) == []
    assert found(action="match.reject") == [wanted]
    assert found(actor=str(staff.id)) == [wanted]
    assert found(actor="system") == [system]
    assert found(actor="9" * 40) == [system, wanted]


def test_what_people_see_as_a_name_finds_the_events(session: Session, auditor: Account) -> None:
    match, other = make_match(session), make_match(session)
    of_listing = add_event(session, auditor, entity_id=match.supply_id)
    of_pair = add_event(session, auditor, entity_type="matches", entity_id=match.id)
    add_event(session, auditor, entity_type="matches", entity_id=other.id)
    add_event(session, auditor, entity_type="accounts", entity_id=match.supply_id)

    def found(code: str, **query: str) -> list[AuditEvent]:
        return list(browse_events(session, auditor, TrailQuery(code=code, **query)).events)  # type: ignore[arg-type]

    demand, supply = match.demand.code, match.supply.code
    assert found(supply.lower()) == [of_pair, of_listing]
    assert found(supply, entity_type="listings") == [of_listing]
    assert found(f"{demand} × {supply}") == [of_pair]
    assert found(f"{demand} × {other.supply.code}") == found("no such code") == []


def test_a_day_is_a_day_in_china(session: Session, auditor: Account) -> None:
    event = add_event(session, auditor, at=datetime(2026, 11, 1, 16, 30, tzinfo=UTC))  # 00:30 on the 2nd
    for day, expected in ((1, []), (2, [event]), (3, [])):
        query = TrailQuery(since=date(2026, 11, day), until=date(2026, 11, day))
        assert list(browse_events(session, auditor, query).events) == expected
    assert browse_events(session, auditor, TrailQuery(until=date.max, since=date.min)).total == 1


def test_pages_hold_so_many_and_end(session: Session, auditor: Account) -> None:
    for _ in range(PAGE_SIZE + 3):
        add_event(session, auditor)
    first = browse_events(session, auditor, TrailQuery())
    beyond = browse_events(session, auditor, TrailQuery(page=99))
    assert (len(first.events), first.pages) == (PAGE_SIZE, 2)
    assert (len(beyond.events), beyond.number) == (3, 2)


def test_only_administrators_see_whole_addresses(session: Session, auditor: Account) -> None:
    administrator = make_account(session, Role.ADMINISTRATOR)
    whole = {row.email for row in browse_accounts(session, administrator)}
    masked = {row.email for row in browse_accounts(session, auditor)}
    assert whole == {auditor.email, administrator.email}
    assert masked == {"p***@***.invalid"}
    assert mask_email("broken") == "b***@***."


def test_organizations_count_what_they_have(session: Session, auditor: Account) -> None:
    company = make_account(session, Role.COMPANY)
    make_listing(session, organization=company.organization)
    rows = [(row.organization, row.listings, row.accounts) for row in browse_organizations(session, auditor)]
    assert rows == [(company.organization, 1, 1)]


@pytest.mark.parametrize("role", [Role.STAFF, Role.COMPANY, Role.DEMAND_OWNER, Role.INTEGRATOR])
def test_others_read_none_of_it(session: Session, role: Role) -> None:
    actor = make_account(session, role)
    with pytest.raises(NotAllowed):
        browse_events(session, actor, TrailQuery())
    with pytest.raises(NotAllowed):
        browse_accounts(session, actor)
    with pytest.raises(NotAllowed):
        browse_organizations(session, actor)
