"""The pages of registering, verifying and managing an organization, as each of their readers sees them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    Mail,
    MailConfirmation,
    OrganizationState,
    Role,
    Verification,
    VerificationDecision,
)
from marketplace.services.accounts import policies
from tests.factories import make_account, make_organization
from tests.factories.registrations import (
    NOW,
    make_applicant,
    make_confirmation,
    make_evidence,
    make_invitation,
    make_request,
)
from tests.web.visitor import Visitor

LANGUAGES = ("?lang=en", "?lang=zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_in_is_well_formed(visitor: Visitor, session: Session, language: str) -> None:
    token = make_confirmation(session)
    _invitation, invited = make_invitation(session, make_account(session, Role.COMPANY, is_manager=True))
    session.commit()
    visitor.may_see_contacts = True  # the reader's own address is on the page
    for path in (
        "/register",
        "/register/sent",
        f"/register/{token}",
        f"/join/{invited}",
        "/terms",
        "/privacy",
    ):
        visitor.get(path + language)
    visitor.get(f"/join/{token}{language}", expect=410)
    visitor.get(f"/register/nonsense{language}", expect=410)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [state for state in OrganizationState if state != "merged"])
def test_the_organization_says_how_it_stands(
    visitor: Visitor, session: Session, state: OrganizationState, language: str
) -> None:
    account = make_applicant(session, state=state)
    make_evidence(session, account)
    make_invitation(session, account)
    assert account.organization_id is not None
    session.add(
        Verification(
            organization_id=account.organization_id,
            submitted_by_id=account.id,
            submitted_at=NOW,
            decision=VerificationDecision.REFUSED,
            reason="unreadable",
            answer="看不清",
        )
    )
    session.commit()
    visitor.sign_in(account)
    page = visitor.get(f"/workspace/organization{language}").to_text()
    assert ("看不清" in page) == (state in ("more_asked", "refused"))
    visitor.get(f"/workspace{language}")
    visitor.get(f"/workspace/organization/details{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_and_administrators_see_well_formed_pages(
    visitor: Visitor, session: Session, language: str
) -> None:
    listed = make_organization(session, state=OrganizationState.UNVERIFIED)
    request = make_request(session, listed.unified_social_credit_code)
    manager = make_account(session, Role.COMPANY, is_manager=True)
    make_invitation(session, manager)
    staff, administrator = make_account(session), make_account(session, Role.ADMINISTRATOR)
    session.commit()
    visitor.sign_in(staff)
    assert request.organization.name in visitor.get(f"/staff/verifications{language}").to_text()
    visitor.get(f"/staff/verifications/{request.id}{language}")
    visitor.post(f"/staff/verifications/{request.id}/refuse", {"reason": ""}, expect=400)
    visitor.sign_in(administrator)
    visitor.may_see_contacts = True  # whoever manages accounts sees their addresses
    for path in ("accounts", "offers/new", f"accounts/{staff.id}/role", "organizations"):
        visitor.get(f"/admin/{path}{language}")
    visitor.get(f"/admin/organizations/{listed.id}{language}")
    target = manager.organization.code if manager.organization else ""
    shown = visitor.post(f"/admin/organizations/{listed.id}/merge-preview", {"target": target}, expect=200)
    assert "target_id" in shown.get_data(as_text=True)


def test_nobody_learns_whether_an_address_is_known(visitor: Visitor, session: Session) -> None:
    known = make_account(session, Role.COMPANY)
    known.email = "known@example.net"
    session.commit()
    answers = [
        visitor.post("/register", {"email": email}, expect=303) for email in (known.email, "new@example.net")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert answers[0].get_data() == answers[1].get_data()
    assert session.scalar(select(func.count(Mail.id))) == 2
    assert session.scalar(select(func.count(MailConfirmation.id))) == 1


def test_a_new_version_of_the_terms_asks_again(visitor: Visitor, session: Session) -> None:
    account = make_account(session, Role.STAFF)
    account.terms_version = "2025-01"
    session.commit()
    visitor.sign_in(account)
    asked = visitor.client.get("/staff/verifications")
    assert asked.headers["Location"].startswith("/account/policies?next=/staff/verifications")
    visitor.get("/terms")
    visitor.get("/account/policies")
    visitor.post("/account/policies", {"next": "/staff/verifications"}, expect=400)
    answer = visitor.post("/account/policies", {"next": "/staff/verifications", "accepts": "yes"}, expect=303)
    assert answer.headers["Location"] == "/staff/verifications"
    session.expire_all()
    assert session.get_one(Account, account.id).terms_version == policies.TERMS_VERSION
    visitor.get("/staff/verifications")


def test_another_organizations_evidence_people_and_invitations_are_not_there(
    visitor: Visitor, session: Session
) -> None:
    mine, theirs = (make_account(session, Role.COMPANY, is_manager=True) for _ in range(2))
    file = make_evidence(session, theirs)
    invitation, _token = make_invitation(session, theirs)
    session.commit()
    visitor.sign_in(mine)
    assert visitor.client.get(f"/workspace/organization/evidence/{file.id}").status_code == 404
    for path in (
        f"evidence/{file.id}/remove",
        f"invitations/{invitation.id}/revoke",
        f"people/{theirs.id}/deactivate",
    ):
        visitor.post(f"/workspace/organization/{path}", expect=409 if path.endswith("remove") else 404)
    visitor.sign_in(theirs)
    shown = visitor.client.get(f"/workspace/organization/evidence/{file.id}")
    assert (shown.status_code, shown.mimetype) == (200, "image/png")


def test_the_closed_parts_say_kindly_why(visitor: Visitor, session: Session) -> None:
    visitor.sign_in(make_applicant(session))
    session.commit()
    page = visitor.get("/workspace/matches/1?lang=en", expect=403)
    assert "verified your organization" in page.to_text()
    assert page.query('a[href="/workspace/organization"]')
