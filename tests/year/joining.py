"""How organizations come to the site, are verified, suspended and merged, and how colleagues follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    Invitation,
    InvitationState,
    Listing,
    Organization,
    OrganizationState,
    Role,
    Verification,
)
from marketplace.services.organizations.ask_confirmation import ask_confirmation
from marketplace.services.organizations.decide import approve, ask_for_more, refuse
from marketplace.services.organizations.evidence import add_evidence
from marketplace.services.organizations.invite import invite_colleague, resend_invitation, revoke_invitation
from marketplace.services.organizations.join import join_by_invitation
from marketplace.services.organizations.known import known_under
from marketplace.services.organizations.merge import merge_organizations
from marketplace.services.organizations.reasons import RefusalReason
from marketplace.services.organizations.register import Registration, register_organization
from marketplace.services.organizations.submit import mend_details, submit_for_verification
from marketplace.services.organizations.suspend import reinstate_organization, suspend_organization
from tests.factories.registrations import PICTURE, make_code
from tests.year.town import Town

O = OrganizationState  # noqa: E741 - as the transition tables name it
NEW_PASSWORD = "丁香花开在窗前的夜里"


def joining(town: Town, day: int) -> None:
    """What happens to organizations on this day."""
    if day % 2 == 0:
        town.act("ask to register", lambda session: _ask(town, session))
    if day % 6 == 1:
        town.act("invite", lambda session: _invite(town, session))
    if day % 9 == 2:
        town.act("settle an invitation", lambda session: _settle_invitation(town, session))
    with town.sessions() as session:
        peopled = select(Account.id).where(Account.organization_id == Organization.id).exists()
        rows = select(Organization.id, Organization.state).where(peopled).order_by(Organization.id)
        standing = [(key, state) for key, state in session.execute(rows) if state in TURNS]
    for key, state in standing:
        share, turn = TURNS[state]
        if town.chance(share):
            town.act(f"organization {state.value}", partial(turn, town, organization_id=key))
    if day % 20 == 17:
        town.act("vouch", lambda session: _vouch(town, session))
    if day % 8 == 7:
        town.act("merge", lambda session: _merge(town, session))


def _ask(town: Town, session: Session) -> None:
    email = f"founder{town.number('founder')}@founders.example"
    ask_confirmation(
        session, email, language="zh_Hans_CN", clock=town.clock,
        link_to=lambda token: f"/register/{token}", sign_in="/sign-in",
    )  # fmt: skip


def register(town: Town, session: Session, token: str) -> None:
    """Whoever was mailed the link says who they are; some are on the lists already."""
    code = make_code(10_000 + town.number("registered"))
    listed = (
        select(Organization.unified_social_credit_code)
        .join(Listing)
        .where(Organization.state == O.UNVERIFIED)
    )
    listed_code = session.scalars(listed.order_by(Organization.id)).first()
    code_of = Organization.unified_social_credit_code
    verified = select(code_of).where(Organization.state == O.VERIFIED, code_of.not_like("%TEST%"))
    verified_code = session.scalars(verified.order_by(Organization.id.desc())).first()
    if listed_code is not None and town.seldom("listed", 0.3):
        code = listed_code
    elif verified_code is not None and town.seldom("known", 0.2):
        code = verified_code
    number = town.numbers["registered"]
    role = Role.COMPANY if town.chance(0.8) else Role.DEMAND_OWNER
    registration = Registration(
        f"新登记单位{number}",
        "企业",
        code,
        "武侯区",
        f"登记人{number}",
        role,
        NEW_PASSWORD,
        True,
        "zh_Hans_CN",
    )
    register_organization(session, token, registration, clock=town.clock)


def _manager(session: Session, organization_id: int) -> Account | None:
    found = select(Account).where(
        Account.organization_id == organization_id, Account.active, Account.is_manager
    )
    return session.scalars(found.order_by(Account.id)).first()


def _hand_in(town: Town, session: Session, organization_id: int) -> None:
    manager = _manager(session, organization_id)
    if manager is None:
        return
    organization = session.get_one(Organization, organization_id)
    if organization.state is not O.UNVERIFIED and organization.unified_social_credit_code is None:
        facts = {"organization_type": "企业", "code": organization.claimed_code or "", "region": "武侯区"}
        mend_details(session, manager, name=f"{organization.name}（改）", **facts)
    add_evidence(session, manager, name="执照.png", content=PICTURE, clock=town.clock)
    submit_for_verification(session, manager, note="", clock=town.clock)


def _vouch(town: Town, session: Session) -> None:
    """Of the organizations that only the lists know, an administrator vouches for one or suspends it."""
    administrator = town.one_of(session, Role.ADMINISTRATOR)
    nobody = ~select(Account.id).where(Account.organization_id == Organization.id).exists()
    listed = select(Organization.id).where(Organization.state == O.UNVERIFIED, nobody)
    unknown = session.scalars(listed.order_by(Organization.id).limit(1)).first()
    if unknown is None:
        return
    if town.seldom("vouch", 0.6):
        reinstate_organization(session, administrator, unknown)
    else:
        suspend_organization(session, administrator, unknown, note="名录有误。", clock=town.clock)


def _decide(town: Town, session: Session, organization_id: int) -> None:
    newest = select(Verification.id).where(
        Verification.organization_id == organization_id, Verification.decision.is_(None)
    )
    request = session.scalars(newest.order_by(Verification.id.desc())).first()
    if request is None:
        return
    actor = town.staff(session)
    if town.seldom("ask for more", 0.3):
        ask_for_more(session, actor, request, answer="请补充盖章的证明。", clock=town.clock)
    elif town.seldom("refuse", 0.3):
        reason = town.random.choice(list(RefusalReason)).value
        refuse(session, actor, request, reason=reason, answer="证明与名称不符。", clock=town.clock)
    else:
        code = session.get_one(Organization, organization_id).claimed_code or ""
        existing = known_under(session, [code]).get(code)
        approve(session, actor, request, claims=existing.id if existing else None, clock=town.clock)


def _suspend(town: Town, session: Session, organization_id: int) -> None:
    administrator = town.one_of(session, Role.ADMINISTRATOR)
    suspend_organization(session, administrator, organization_id, note="正在核实投诉。", clock=town.clock)


def _reinstate(town: Town, session: Session, organization_id: int) -> None:
    reinstate_organization(session, town.one_of(session, Role.ADMINISTRATOR), organization_id)


# How often somebody turns to an organization in a state on a day, and what they do.
TURNS: Mapping[OrganizationState, tuple[float, Callable[..., None]]] = {
    O.UNVERIFIED: (0.1, _hand_in),
    O.SUBMITTED: (0.4, _decide),
    O.MORE_ASKED: (0.2, _hand_in),
    O.REFUSED: (0.15, _hand_in),
    O.VERIFIED: (0.0005, _suspend),
    O.SUSPENDED: (0.1, _reinstate),
}


def _merge(town: Town, session: Session) -> None:
    """An administrator puts two entries of one organization together, in whatever state the double is."""
    standing = set(session.scalars(select(Organization.state).distinct())) - {O.MERGED}
    by_state = min(sorted(standing), key=lambda state: town.numbers[f"merged {state.value}"])
    doubles = select(Organization.id).where(Organization.state == by_state).order_by(Organization.id.desc())
    source = session.scalars(doubles.limit(1)).first()
    verified = select(Organization.id).where(Organization.state == O.VERIFIED).order_by(Organization.id)
    targets = session.scalars(verified.limit(20)).all()
    if source is not None and source not in targets:
        administrator = town.one_of(session, Role.ADMINISTRATOR)
        merge_organizations(session, administrator, source, town.random.choice(targets))
        town.number(f"merged {by_state.value}")


def _invite(town: Town, session: Session) -> None:
    managers = select(Account).join(Organization).where(
        Account.active, Account.is_manager, Organization.state == O.VERIFIED
    )  # fmt: skip
    manager = town.random.choice(session.scalars(managers.order_by(Account.id)).all())
    number = town.number("colleague")
    invite_colleague(
        session, manager, email=f"colleague{number}@colleagues.example", person=f"同事{number}",
        role=manager.role, is_manager=False, clock=town.clock, link_to=lambda token: f"/join/{token}",
    )  # fmt: skip


def join(town: Town, session: Session, token: str) -> None:
    """A colleague follows the link of the invitation."""
    join_by_invitation(
        session, token, person=f"新同事{town.number('joined')}", password=NEW_PASSWORD, accepts=True,
        language="zh_Hans_CN", clock=town.clock,
    )  # fmt: skip


def _settle_invitation(town: Town, session: Session) -> None:
    """One that nobody answered is sent again, or taken back."""
    waiting = select(Invitation).where(Invitation.state == InvitationState.SENT).order_by(Invitation.id)
    invitation = session.scalars(waiting.limit(1)).first()
    if invitation is None or invitation.organization_id is None:
        return
    manager = _manager(session, invitation.organization_id)
    if manager is None:
        return
    if town.chance(0.5):
        revoke_invitation(session, manager, invitation.id, clock=town.clock)
    else:
        link_to: Callable[[str], str] = "/join/{}".format
        resend_invitation(session, manager, invitation.id, clock=town.clock, link_to=link_to)
