"""Those who act in the demonstration's history: nobody knows their passwords, so nobody signs in for them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Kind, Listing, Organization, Role
from marketplace.services.accounts.create import create_account
from marketplace.services.accounts.policies import accept_policies
from marketplace.services.ports import Clock

# By the code of a listing of their organization: the office that acts for it. No person is meant.
OFFICES: Mapping[str, str] = {
    "X01": "赤砂铸质量部",
    "X03": "芙蓉湾街道城市管理办",
    "X07": "青岗岭镇农技站",
    "X10": "热线中心信息科",
    "X16": "空港湾园区运营部",
    "X17": "杨柳渡司法局法制科",
    "G001": "青梧桥项目部",
    "G010": "渊鸣泉市场部",
    "G024": "獬角石交付部",
    "G030": "影鹤鸣方案部",
    "G031": "政和里项目部",
    "G039": "锦溪岸交付中心",
    "G041": "猕乡雾服务部",
    "G071": "烛影川方案部",
    "G094": "烛龙目销售部",
}
# Beside the demonstration's own staff account: those who give second opinions, and whose first it reads.
COLLEAGUES: Mapping[str, str] = {"desk1@example.org": "撮合一组", "desk2@example.org": "撮合二组"}
ROLES: Mapping[Kind, Role] = {Kind.DEMAND: Role.DEMAND_OWNER, Kind.SUPPLY: Role.COMPANY}


def find_listing(session: Session, code: str) -> Listing:
    """The listing of the demonstration's list."""
    return session.scalars(select(Listing).where(Listing.code == code)).one()


def account_for(session: Session, code: str, *, clock: Clock) -> Account | None:
    """Who acts for the organization of that listing, made if need be; None: a contact without account."""
    listing = find_listing(session, code)
    standing = session.scalar(
        select(Account).where(Account.organization_id == listing.organization_id).order_by(Account.id)
    )
    if standing is not None or code not in OFFICES:
        return standing
    organization = session.get_one(Organization, listing.organization_id)
    made = create_account(
        session,
        None,
        email=f"{code.lower()}@example.org",
        display_name=OFFICES[code],
        role=ROLES[listing.kind],
        password=None,
        organization_code=organization.unified_social_credit_code,
    )
    accept_policies(session, made, clock=clock)
    return made


def make_colleagues(session: Session, *, clock: Clock) -> tuple[Account, Account]:
    """Two more members of staff."""
    first, second = (
        create_account(session, None, email=email, display_name=name, role=Role.STAFF, password=None)
        for email, name in COLLEAGUES.items()
    )
    for colleague in (first, second):
        accept_policies(session, colleague, clock=clock)
    return first, second
