"""From a work mail to a verified organization."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, Gone, InvalidInput, NotAllowed, NotFound, NotVerified, WrongState
from marketplace.models import (
    Account,
    AuditEvent,
    Mail,
    MailConfirmation,
    Organization,
    OrganizationState,
    Role,
    Topic,
    Verification,
)
from marketplace.permissions import VERIFIED_ONLY, Permission, allowed, require
from marketplace.services.accounts.policies import has_accepted
from marketplace.services.organizations.ask_confirmation import ask_confirmation
from marketplace.services.organizations.decide import approve, ask_for_more, refuse
from marketplace.services.organizations.evidence import add_evidence
from marketplace.services.organizations.register import Registration, register_organization
from marketplace.services.organizations.submit import submit_for_verification
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing, make_organization
from tests.factories.registrations import (
    PICTURE,
    make_applicant,
    make_code,
    make_confirmation,
    make_evidence,
    make_request,
)

GOOD_PASSWORD = "four quiet cranes at dusk"


def said(**changes: object) -> Registration:
    """What somebody says who makes no mistake."""
    values: dict[str, object] = {
        "name": "成都江安水务有限公司",
        "organization_type": "企业",
        "code": make_code(),
        "region": "武侯区",
        "person": "李工",
        "role": Role.COMPANY,
        "password": GOOD_PASSWORD,
        "accepts": True,
        "language": "en",
    }
    return Registration(**(values | changes))  # type: ignore[arg-type]


def ask(session: Session, email: str, clock: MovableClock) -> None:
    ask_confirmation(
        session,
        email,
        language="en",
        clock=clock,
        link_to=lambda token: f"/register/{token}",
        sign_in="/sign-in",
    )


def test_known_and_unknown_addresses_get_one_mail_each(session: Session, clock: MovableClock) -> None:
    known = make_account(session, Role.COMPANY)
    known.email = "known@example.net"
    session.flush()
    ask(session, "Known@Example.net", clock)
    ask(session, "new@example.net", clock)
    mails = session.scalars(select(Mail).order_by(Mail.id)).all()
    assert [mail.topic for mail in mails] == [Topic.ADDRESS_KNOWN, Topic.CONFIRM_ADDRESS]
    assert session.scalar(select(func.count(MailConfirmation.id))) == 1
    assert mails[1].address == "new@example.net"
    with pytest.raises(InvalidInput):
        ask(session, "nobody", clock)


def test_the_link_opens_one_registration_in_time(session: Session, clock: MovableClock) -> None:
    token = make_confirmation(session)
    clock.move(hours=25)
    with pytest.raises(Gone):
        register_organization(session, token, said(), clock=clock)
    clock.move(hours=-25)
    account = register_organization(session, token, said(), clock=clock)
    assert (account.email, account.is_manager, account.language) == ("founder@example.net", True, "en")
    assert has_accepted(account)
    assert account.organization is not None
    assert account.organization.state is OrganizationState.UNVERIFIED
    assert account.organization.unified_social_credit_code is None
    with pytest.raises(Gone):
        register_organization(session, token, said(), clock=clock)
    with pytest.raises(NotFound):
        register_organization(session, token[:-3], said(), clock=clock)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "91510100990000001X"}, "code"),
        ({"code": "9151"}, "code"),
        ({"code": "91510100O90000001X"}, "code"),
        ({"organization_type": "帮派"}, "organization_type"),
        ({"region": "月球"}, "region"),
        ({"name": " "}, "name"),
        ({"person": ""}, "person"),
        ({"password": "password2026"}, "password"),
        ({"password": "founder-founder"}, "password"),
        ({"password": "成都江安水务有限公司1"}, "password"),
        ({"accepts": False}, "accepts"),
        ({"role": Role.ADMINISTRATOR}, "role"),
    ],
)
def test_what_is_wrong_is_named(
    session: Session, clock: MovableClock, change: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as raised:
        register_organization(session, make_confirmation(session), said(**change), clock=clock)
    assert raised.value.field == field


def test_a_code_is_read_as_people_write_it(session: Session, clock: MovableClock) -> None:
    code = make_code()
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code[:6]) + " " + code[6:].lower()
    account = register_organization(session, make_confirmation(session), said(code=wide), clock=clock)
    assert account.organization is not None and account.organization.claimed_code == code


def test_before_it_is_verified_an_organization_can_do_nothing_to_others(session: Session) -> None:
    applicant = make_applicant(session)
    assert allowed(applicant, Permission.OPEN_WORKSPACE)
    assert allowed(applicant, Permission.WRITE_LISTINGS)
    assert allowed(applicant, Permission.MANAGE_ORGANIZATION)
    for permission in VERIFIED_ONLY:
        with pytest.raises(NotVerified):
            require(applicant, permission)


def test_evidence_is_told_by_its_content_and_needed(session: Session, clock: MovableClock) -> None:
    applicant = make_applicant(session)
    with pytest.raises(InvalidInput, match="certificate first"):
        submit_for_verification(session, applicant, note="", clock=clock)
    with pytest.raises(InvalidInput):
        add_evidence(session, applicant, name="licence.png", content=b"no picture", clock=clock)
    with pytest.raises(InvalidInput, match="neither a PDF nor a picture"):
        add_evidence(session, applicant, name="notes.txt", content="说明".encode(), clock=clock)
    session.rollback()


def test_a_new_organization_is_verified(session: Session, clock: MovableClock) -> None:
    staff, applicant = make_account(session), make_applicant(session)
    code = applicant.organization.claimed_code if applicant.organization else None
    add_evidence(session, applicant, name="licence.png", content=PICTURE, clock=clock)
    request = submit_for_verification(session, applicant, note="见附件", clock=clock)
    session.flush()
    with pytest.raises(WrongState):
        add_evidence(session, applicant, name="more.png", content=PICTURE, clock=clock)
    with pytest.raises(NotAllowed):
        approve(session, applicant, request.id, claims=None, clock=clock)
    verified = approve(session, staff, request.id, claims=None, clock=clock)
    assert (verified.state, verified.unified_social_credit_code) == (OrganizationState.VERIFIED, code)
    assert allowed(applicant, Permission.ANSWER_MATCH)
    with pytest.raises(Conflict):
        refuse(session, staff, request.id, reason="other", answer="不符", clock=clock)
    actions = session.scalars(
        select(AuditEvent.action).where(AuditEvent.entity_type == "organizations").order_by(AuditEvent.id)
    ).all()
    assert actions == ["organization.submitted", "organization.verified"]


def test_more_is_asked_for_and_then_refused_with_a_reason(session: Session, clock: MovableClock) -> None:
    staff, request = make_account(session), make_request(session)
    with pytest.raises(InvalidInput):
        ask_for_more(session, staff, request.id, answer=" ", clock=clock)
    organization = ask_for_more(session, staff, request.id, answer="请补盖章页", clock=clock)
    assert organization.state is OrganizationState.MORE_ASKED
    applicant = session.scalars(select(Account).where(Account.organization_id == organization.id)).one()
    again = submit_for_verification(session, applicant, note="", clock=clock)
    session.flush()
    with pytest.raises(InvalidInput) as raised:
        refuse(session, staff, again.id, reason="other", answer="", clock=clock)
    assert raised.value.field == "answer"
    refuse(session, staff, again.id, reason="name_differs", answer="", clock=clock)
    assert organization.state is OrganizationState.REFUSED
    submit_for_verification(session, applicant, note="已更正", clock=clock)
    assert session.scalar(select(func.count(Verification.id))) == 3


def test_a_claim_takes_over_what_an_import_brought(session: Session, clock: MovableClock) -> None:
    staff = make_account(session)
    listed = make_organization(session, "江安水务", state=OrganizationState.UNVERIFIED)
    listed.unified_social_credit_code = make_code()
    listing = make_listing(session, organization=listed)
    request = make_request(session, listed.unified_social_credit_code)
    applicant = request.submitted_by
    with pytest.raises(Conflict):
        approve(session, staff, request.id, claims=None, clock=clock)
    verified = approve(session, staff, request.id, claims=listed.id, clock=clock)
    session.flush()
    assert verified.id == listed.id == applicant.organization_id == listing.organization_id
    assert listed.state is OrganizationState.VERIFIED and listed.name == "江安水务"
    assert applicant.is_manager, "nobody managed it before"
    assert session.get_one(Organization, request.submitted_by.organization_id).verified


def test_a_claim_on_a_managed_organization_joins_it_as_a_member(
    session: Session, clock: MovableClock
) -> None:
    staff, existing = make_account(session), make_organization(session)
    existing.unified_social_credit_code = make_code()
    make_account(session, Role.COMPANY, existing, is_manager=True)
    request = make_request(session, existing.unified_social_credit_code)
    approve(session, staff, request.id, claims=existing.id, clock=clock)
    session.flush()
    assert request.submitted_by.organization_id == existing.id
    assert not request.submitted_by.is_manager


def test_staff_do_not_verify_their_own_organization(session: Session, clock: MovableClock) -> None:
    request = make_request(session)
    insider = make_account(session, Role.STAFF, request.organization)
    make_evidence(session, insider)
    with pytest.raises(NotAllowed):
        approve(session, insider, request.id, claims=None, clock=clock)
