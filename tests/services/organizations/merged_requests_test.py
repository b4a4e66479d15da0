"""What becomes of requests to be verified when an organization goes into another."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import OrganizationState, Role
from marketplace.services.organizations.decide import approve, ask_for_more
from marketplace.services.organizations.merge import merge_organizations
from marketplace.services.organizations.read_requests import read_queue, read_request
from tests.doubles import MovableClock
from tests.factories import make_account, make_organization
from tests.factories.registrations import make_request


def test_a_request_that_waits_ends_with_its_organization(session: Session) -> None:
    admin = make_account(session, Role.ADMINISTRATOR)
    request = make_request(session)
    double, target = request.organization, make_organization(session)
    merge_organizations(session, admin, double.id, target.id)
    session.flush()
    session.refresh(request)
    assert double.state is OrganizationState.MERGED and request.organization_id == double.id
    assert not read_queue(session, make_account(session, Role.STAFF)).waiting


def test_a_request_stays_in_the_queue_when_another_with_an_answer_joins_it(
    session: Session, clock: MovableClock
) -> None:
    staff, admin = make_account(session, Role.STAFF), make_account(session, Role.ADMINISTRATOR)
    waiting, answered = make_request(session), make_request(session)
    ask_for_more(session, staff, answered.id, answer="请补充盖章的证明。", clock=clock)
    session.flush()
    merge_organizations(session, admin, answered.organization_id, waiting.organization_id)
    session.flush()
    session.expire_all()
    assert answered.organization_id == waiting.organization_id
    assert [one.id for one in read_queue(session, staff).waiting] == [waiting.id]
    assert approve(session, staff, waiting.id, claims=None, clock=clock).verified


def test_who_asks_under_the_code_of_a_merged_organization_is_led_to_the_one_it_went_into(
    session: Session, clock: MovableClock
) -> None:
    """Otherwise the double would be back, with the code of the organization that has its listings."""
    staff, admin = make_account(session, Role.STAFF), make_account(session, Role.ADMINISTRATOR)
    gone, heir = make_organization(session), make_organization(session)
    former = gone.code
    merge_organizations(session, admin, gone.id, heir.id)
    request = make_request(session)
    applicant = request.organization
    applicant.claimed_code = former
    session.flush()
    shown = read_request(session, staff, request.id).known
    assert shown is not None and shown.organization is heir
    assert approve(session, staff, request.id, claims=heir.id, clock=clock) is heir
    assert (applicant.state, applicant.merged_into_id) == (OrganizationState.MERGED, heir.id)
