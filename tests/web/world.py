"""A small world with one of everything a route may name, and somebody of every role in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from marketplace.models import (
    Account,
    Disclosure,
    ImportBatch,
    Kind,
    Listing,
    ListingContact,
    Match,
    MatchState,
    OpportunityList,
    ProblemKind,
    Role,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.imports.read import read_upload
from marketplace.services.imports.upload import receive_upload
from marketplace.services.introductions.contact import show_contact
from marketplace.services.quality.read import OPEN_LIST
from tests.doubles import MovableClock
from tests.factories import make_account, make_kind, make_list, make_listing, make_match
from tests.factories.recommended import Recommended, make_recommended
from tests.services.imports.files import json_lines, supply

UPLOADED = {"contact_name": "欧阳上传", "contact_phone": "028-8000-9901", "contact_email": "up@example.org"}


@dataclass(frozen=True)
class World:
    """Accounts by what they are called in the tests (None: a visitor), and the objects that routes name.

    `introduced` is a pair whose owner has seen the company's contact; nobody has seen the owner's.
    `waiting` is recommended, `hidden` merely suggested; both lie between the same two organizations.
    """

    accounts: Mapping[str, Account | None]
    introduced: Recommended
    waiting: Recommended
    hidden: Match
    released: OpportunityList
    batch: ImportBatch
    spare: Account
    kind: ProblemKind

    def account_of(self, role: Role | None) -> Account | None:
        """Somebody of that role."""
        return self.accounts[role.value if role is not None else "visitor"]


def make_world(session: Session, clock: MovableClock) -> World:
    """Make it; every object is committed."""
    introduced = make_recommended(session)
    for side in Kind:
        accept_match(session, introduced.on(side), introduced.match.id, side, introduced.seen, clock=clock)
        session.flush()
    show_contact(session, introduced.owner, introduced.match.id, Kind.DEMAND, clock=clock)
    demander, supplier = introduced.match.demand.organization, introduced.match.supply.organization
    waiting = make_recommended(session, demander=demander, supplier=supplier)
    hidden = make_match(
        session,
        make_listing(session, Kind.DEMAND, demander),
        make_listing(session, Kind.SUPPLY, supplier),
        MatchState.SUGGESTED,
    )
    released = make_list(session, [waiting.match.demand, waiting.match.supply])
    staff = make_account(session, Role.STAFF)
    batch = receive_upload(session, staff, "list.jsonl", json_lines([supply(1, **UPLOADED)]), most_mib=1)
    read_upload(session, batch.id, clock=clock)
    accounts: dict[str, Account | None] = {
        "visitor": None,
        "company": introduced.company,
        "demand_owner": introduced.owner,
        "staff": staff,
        "administrator": make_account(session, Role.ADMINISTRATOR),
        "auditor": make_account(session, Role.AUDITOR),
        "integrator": make_account(session, Role.INTEGRATOR),
        "colleague": make_account(session, Role.DEMAND_OWNER, demander),
        "stranger": make_account(session, Role.COMPANY),
    }
    spare = make_account(session, Role.STAFF)
    kind = make_kind(session)
    session.commit()
    return World(accounts, introduced, waiting, hidden, released, batch, spare, kind)


Ids = Sequence[int | str]
# How to fill each parameter an address may have: every object there is. A new name needs a line here.
EVERY: Mapping[str, Callable[[Session], Ids]] = {
    "code": lambda session: session.scalars(select(Listing.code)).all(),
    "match_id": lambda session: session.scalars(select(Match.id)).all(),
    "listing_id": lambda session: session.scalars(select(Listing.id)).all(),
    "account_id": lambda session: session.scalars(select(Account.id)).all(),
    "batch_id": lambda session: session.scalars(select(ImportBatch.id)).all(),
    "slug": lambda session: session.scalars(select(OpportunityList.slug)).all(),
    "report": lambda session: [OPEN_LIST],
    "kind_id": lambda session: session.scalars(select(ProblemKind.id)).all(),
    "kind_key": lambda session: [kind.key for kind in session.scalars(select(ProblemKind))],
}


def one_of_each(world: World, rule: Rule, role: Role | None) -> dict[str, int | str]:
    """Values for a rule's parameters with which somebody of the role, if permitted, gets a page."""
    pair = world.waiting.match
    demand_side = "demand" in rule.rule or (role is Role.DEMAND_OWNER and "supplies" not in rule.rule)
    listing = pair.demand if demand_side else pair.supply
    values: dict[str, int | str] = {
        "code": listing.code,
        "match_id": pair.id,
        "listing_id": listing.id,
        "account_id": world.spare.id,
        "batch_id": world.batch.id,
        "slug": world.released.slug,
        "report": OPEN_LIST,
        "kind_id": world.kind.id,
        "kind_key": world.kind.key,
    }
    return {name: values[name] for name in rule.arguments}


def contacts_of(session: Session) -> dict[str, int | None]:
    """Every personal contact value there is, with the listing it belongs to (None: an uploaded file's)."""
    values: dict[str, int | None] = dict.fromkeys(UPLOADED.values())
    for contact in session.scalars(select(ListingContact)):
        values |= dict.fromkeys((contact.name, contact.phone, contact.email), contact.listing_id)
    return values


def may_see(
    session: Session, account: Account | None, listing_id: int | None, rule: Rule, values: object
) -> bool:
    """Whether this page may show this account that listing's contact."""
    if account is None or listing_id is None or not isinstance(values, dict):
        return False
    listing = session.get_one(Listing, listing_id)
    if rule.endpoint == "workspace.listing":
        return listing.organization_id == account.organization_id and values["code"] == listing.code
    if rule.endpoint != "workspace.match":
        return False
    match = session.get_one(Match, values["match_id"])
    seen = select(Disclosure.id).where(
        Disclosure.account_id == account.id, Disclosure.listing_id == listing_id
    )
    return listing_id in (match.demand_id, match.supply_id) and session.scalar(seen) is not None
