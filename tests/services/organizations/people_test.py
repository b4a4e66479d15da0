"""Invitations, managers, leaving, merging, suspending; the last administrator."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import Conflict, Gone, InvalidInput, NotAllowed, NotFound, NotVerified, WrongState
from marketplace.models import Account, Invitation, Mail, OrganizationState, Role
from marketplace.permissions import Permission, require
from marketplace.services.accounts.change_role import change_role
from marketplace.services.accounts.set_active import set_account_active
from marketplace.services.accounts.sign_in import sign_in
from marketplace.services.organizations.invite import invite_colleague, resend_invitation, revoke_invitation
from marketplace.services.organizations.join import join_by_invitation
from marketplace.services.organizations.members import leave_organization, set_manager, set_member_active
from marketplace.services.organizations.merge import merge_organizations, preview_merge
from marketplace.services.organizations.suspend import reinstate_organization, suspend_organization
from tests.doubles import MovableClock
from tests.factories import make_account, make_listing, make_organization
from tests.factories.accounts import PASSWORD
from tests.factories.recommended import make_recommended
from tests.factories.registrations import make_applicant, make_code
from tests.services.organizations.registration_test import GOOD_PASSWORD


@pytest.fixture
def manager(session: Session) -> Account:
    """Somebody who manages a verified organization alone."""
    return make_account(session, Role.COMPANY, is_manager=True)


def invite(session: Session, manager: Account, clock: MovableClock, email: str = "new@example.net") -> str:
    """Invite; the token of the link in the mail."""
    invite_colleague(
        session,
        manager,
        email=email,
        person="王工",
        role=Role.COMPANY,
        is_manager=False,
        clock=clock,
        link_to=lambda token: f"/join/{token}",
    )
    session.flush()
    return newest_token(session)


def newest_token(session: Session) -> str:
    """The token in the link of the newest mail."""
    link = session.scalars(select(Mail.link).order_by(Mail.id.desc()).limit(1)).one()
    assert link is not None
    return link.removeprefix("/join/")


def join(session: Session, token: str, clock: MovableClock) -> Account:
    return join_by_invitation(
        session, token, person="王工", password=GOOD_PASSWORD, accepts=True, language="en", clock=clock
    )


def test_a_colleague_joins_once(session: Session, manager: Account, clock: MovableClock) -> None:
    token = invite(session, manager, clock)
    joined = join(session, token, clock)
    assert (joined.email, joined.organization_id) == ("new@example.net", manager.organization_id)
    assert not joined.is_manager
    with pytest.raises(Gone):
        join(session, token, clock)


def test_resending_and_revoking_spoil_the_link(
    session: Session, manager: Account, clock: MovableClock
) -> None:
    first = invite(session, manager, clock)
    invitation = session.scalars(select(Invitation)).one()
    with pytest.raises(InvalidInput):
        invite(session, manager, clock)
    resend_invitation(session, manager, invitation.id, clock=clock, link_to=lambda token: f"/join/{token}")
    session.flush()
    with pytest.raises(Gone):
        join(session, first, clock)
    second = newest_token(session)
    clock.move(days=8)
    with pytest.raises(Gone):
        join(session, second, clock)
    clock.move(days=-8)
    stranger = make_account(session, Role.COMPANY, is_manager=True)
    with pytest.raises(NotFound):
        revoke_invitation(session, stranger, invitation.id, clock=clock)
    revoke_invitation(session, manager, invitation.id, clock=clock)
    with pytest.raises(Gone):
        join(session, second, clock)
    with pytest.raises(WrongState):
        revoke_invitation(session, manager, invitation.id, clock=clock)


def test_only_managers_of_verified_organizations_invite(session: Session, clock: MovableClock) -> None:
    with pytest.raises(NotAllowed):
        invite(session, make_account(session, Role.COMPANY), clock)
    with pytest.raises(NotVerified):
        invite(session, make_applicant(session), clock)


def test_an_address_with_an_account_is_told_only_to_its_owner(
    session: Session, manager: Account, clock: MovableClock
) -> None:
    other = make_account(session, Role.COMPANY)
    other.email = "taken@example.net"
    session.flush()
    token = invite(session, manager, clock, "taken@example.net")
    with pytest.raises(Conflict):
        join(session, token, clock)


def test_somebody_always_manages(session: Session, clock: MovableClock, manager: Account) -> None:
    colleague = make_account(session, Role.COMPANY, manager.organization)
    with pytest.raises(InvalidInput):
        set_manager(session, manager, manager.id, manages=False)
    with pytest.raises(InvalidInput):
        leave_organization(session, manager)
    with pytest.raises(NotFound):
        set_manager(session, manager, make_account(session, Role.COMPANY).id, manages=True)
    set_manager(session, manager, colleague.id, manages=True)
    set_member_active(session, colleague, manager.id, active=False, clock=clock)
    assert not manager.active
    with pytest.raises(InvalidInput):
        leave_organization(session, colleague)
    set_member_active(session, colleague, manager.id, active=True, clock=clock)
    leave_organization(session, colleague)
    assert not colleague.active and not colleague.is_manager


def test_whom_an_administrator_keeps_out_no_manager_lets_in(
    session: Session, clock: MovableClock, manager: Account
) -> None:
    administrator = make_account(session, Role.ADMINISTRATOR)
    colleague = make_account(session, Role.COMPANY, manager.organization)
    set_account_active(session, administrator, colleague.id, active=False, clock=clock)
    with pytest.raises(NotAllowed, match="administrator"):
        set_member_active(session, manager, colleague.id, active=True, clock=clock)
    assert not colleague.active
    with pytest.raises(InvalidInput, match="Only an administrator"):
        sign_in(session, colleague.email, PASSWORD, clock=clock)
    with pytest.raises(InvalidInput, match="wrong"):
        sign_in(session, colleague.email, "not the password", clock=clock)
    set_account_active(session, administrator, colleague.id, active=True, clock=clock)
    set_member_active(session, manager, colleague.id, active=False, clock=clock)
    set_member_active(session, manager, colleague.id, active=True, clock=clock)
    assert sign_in(session, colleague.email, PASSWORD, clock=clock).suspended_for is None


def test_members_change_nobody(session: Session, clock: MovableClock, manager: Account) -> None:
    member = make_account(session, Role.COMPANY, manager.organization)
    with pytest.raises(NotAllowed):
        set_member_active(session, member, manager.id, active=False, clock=clock)
    with pytest.raises(NotAllowed):
        set_manager(session, member, member.id, manages=True)


def test_doubles_are_merged_with_everything_they_have(session: Session) -> None:
    admin = make_account(session, Role.ADMINISTRATOR)
    source, target = make_organization(session), make_organization(session)
    target.unified_social_credit_code = make_code()
    person = make_account(session, Role.COMPANY, source, is_manager=True)
    listing = make_listing(session, organization=source)
    preview = preview_merge(session, admin, source.id, target.unified_social_credit_code.lower())
    assert (preview.rows["accounts"], preview.rows["listings"], preview.between) == (1, 1, 0)
    assert listing.organization_id == source.id, "a preview changes nothing"
    merge_organizations(session, admin, source.id, target.id)
    assert person.organization_id == listing.organization_id == target.id
    assert (source.state, source.merged_into_id) == (OrganizationState.MERGED, target.id)
    with pytest.raises(WrongState):
        merge_organizations(session, admin, source.id, target.id)


def test_open_pairs_between_two_organizations_forbid_the_merge(session: Session) -> None:
    admin = make_account(session, Role.ADMINISTRATOR)
    match = make_recommended(session).match
    with pytest.raises(WrongState):
        merge_organizations(session, admin, match.demand.organization_id, match.supply.organization_id)


def test_a_suspended_organization_reads_why_and_does_nothing(
    session: Session, manager: Account, clock: MovableClock
) -> None:
    admin = make_account(session, Role.ADMINISTRATOR)
    assert manager.organization_id is not None
    with pytest.raises(InvalidInput):
        suspend_organization(session, admin, manager.organization_id, note=" ", clock=clock)
    suspend_organization(session, admin, manager.organization_id, note="证照已注销", clock=clock)
    require(manager, Permission.READ_ORGANIZATION)
    with pytest.raises(NotVerified):
        require(manager, Permission.USE_WORKSPACE)
    reinstate_organization(session, admin, manager.organization_id)
    require(manager, Permission.USE_WORKSPACE)


def test_the_last_administrator_stays(session: Session, clock: MovableClock) -> None:
    only = make_account(session, Role.ADMINISTRATOR)
    with pytest.raises(InvalidInput, match="last administrator"):
        change_role(session, only, only.id, Role.STAFF)
    second = make_account(session, Role.ADMINISTRATOR)
    set_account_active(session, second, only.id, active=False, clock=clock)
    with pytest.raises(InvalidInput, match="last administrator"):
        change_role(session, second, second.id, Role.AUDITOR)
    set_account_active(session, second, only.id, active=True, clock=clock)
    change_role(session, second, only.id, Role.STAFF)
    assert only.role is Role.STAFF


def test_a_role_brings_its_organization(session: Session) -> None:
    admin, staff = make_account(session, Role.ADMINISTRATOR), make_account(session, Role.STAFF)
    organization = make_organization(session)
    with pytest.raises(InvalidInput) as raised:
        change_role(session, admin, staff.id, Role.COMPANY)
    assert raised.value.field == "organization_code"
    change_role(session, admin, staff.id, Role.COMPANY, organization.unified_social_credit_code)
    assert staff.organization is organization
    change_role(session, admin, staff.id, Role.AUDITOR)
    assert staff.organization is None
