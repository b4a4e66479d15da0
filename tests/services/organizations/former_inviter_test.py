"""Whoever leaves an organization leaves no door open behind them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.errors import Gone
from marketplace.models import Account, Invitation, Role
from marketplace.services.organizations.invite import resend_invitation
from marketplace.services.organizations.join import find_invitation
from marketplace.services.organizations.members import set_manager, set_member_active
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.accounts import make_organization
from tests.factories.registrations import make_invitation


@pytest.fixture
def managers(session: Session) -> tuple[Account, Account]:
    """Two managers of one organization."""
    organization = make_organization(session)
    first, second = (make_account(session, Role.COMPANY, organization, is_manager=True) for _ in range(2))
    return first, second


def opened(session: Session, token: str, clock: MovableClock) -> Invitation | None:
    try:
        return find_invitation(session, token, clock=clock)
    except Gone:
        return None


@pytest.mark.parametrize("how", ["deactivated", "no manager", "elsewhere", "other role"])
def test_an_invitation_ends_with_the_right_of_who_sent_it(
    session: Session, clock: MovableClock, managers: tuple[Account, Account], how: str
) -> None:
    leaving, staying = managers
    invitation, token = make_invitation(session, leaving)
    assert opened(session, token, clock) is invitation
    if how == "deactivated":
        set_member_active(session, staying, leaving.id, active=False, clock=clock)
    elif how == "no manager":
        set_manager(session, staying, leaving.id, manages=False)
    elif how == "elsewhere":
        leaving.organization = make_organization(session)
    else:
        leaving.role, leaving.organization = Role.AUDITOR, None
    session.flush()
    assert opened(session, token, clock) is None


def test_a_colleague_who_sends_it_again_vouches_for_it(
    session: Session, clock: MovableClock, managers: tuple[Account, Account]
) -> None:
    leaving, staying = managers
    invitation, _token = make_invitation(session, leaving)
    set_member_active(session, staying, leaving.id, active=False, clock=clock)
    sent: list[str] = []
    resend_invitation(
        session, staying, invitation.id, clock=clock, link_to=lambda token: sent.append(token) or "/join"
    )
    session.flush()
    session.expire_all()
    assert opened(session, sent[0], clock) is invitation
