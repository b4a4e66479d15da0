"""Write a plan: organizations, listings, versions, contacts, states, each kind in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from marketplace.models import (
    ImportBatch,
    Kind,
    Listing,
    ListingContact,
    ListingState,
    ListingVersion,
    Maturity,
    Organization,
)
from marketplace.permissions import Actor
from marketplace.services.audit.record import change_listing_state, record_event
from marketplace.services.imports.fields import CONTACT_KEYS, CONTENT_KEYS, ORGANIZATION_KEYS
from marketplace.services.imports.plan import Entry, Plan
from marketplace.services.imports.read import Progress
from marketplace.services.links.revoke import revoke_links
from marketplace.services.listings.term import begin_term, today_of
from marketplace.services.matching.documents import content_hash_of
from marketplace.services.ports import Clock

CHUNK = 1_000
"""Rows written between two reports of progress."""
MATCHED = frozenset({*CONTENT_KEYS, *ORGANIZATION_KEYS})
"""Fields the matcher or its pages read; a change of contact alone needs no matching."""


def write_plan(
    session: Session, actor: Actor | None, plan: Plan, batch: ImportBatch, *, clock: Clock, progress: Progress
) -> list[int]:
    """Write every entry that changes something; the ids of the listings that must be matched anew."""
    acting = plan.acting()
    batch_id = batch.id
    with session.no_autoflush:
        write_organizations(session, actor, acting, plan.organizations, batch_id)
        session.flush()  # listings name their organizations by id
        rematch: list[int] = []
        for start in range(0, len(acting), CHUNK):
            chunk = acting[start : start + CHUNK]
            rematch.extend(write_chunk(session, actor, chunk, plan.organizations, batch_id, clock=clock))
            progress(start + len(chunk), len(acting))
    return rematch


def write_organizations(
    session: Session,
    actor: Actor | None,
    entries: Sequence[Entry],
    known: dict[str, Organization],
    batch_id: int,
) -> None:
    """Add the organizations that are new, to `known` too, and bring the others up to what the file says."""
    for entry in entries:
        name, type_, code = (entry.row.values[key] for key in ORGANIZATION_KEYS)
        organization = known.get(code)
        if organization is None:
            known[code] = Organization(name=name, organization_type=type_, unified_social_credit_code=code)
            session.add(known[code])
        elif (organization.name, organization.organization_type) != (name, type_):
            old = {"name": organization.name, "organization_type": organization.organization_type}
            organization.name, organization.organization_type = name, type_
            new = {"name": name, "organization_type": type_}
            record_event(
                session, actor, "organization.changed", organization, import_id=batch_id, old=old, new=new
            )


def write_chunk(
    session: Session,
    actor: Actor | None,
    entries: Sequence[Entry],
    organizations: Mapping[str, Organization],
    batch_id: int,
    *,
    clock: Clock,
) -> list[int]:
    """Write some entries; the ids of those to match anew."""
    listings = [place_listing(session, entry, organizations) for entry in entries]
    session.flush()  # versions and contacts name their listing by id
    versions = [
        write_version(session, actor, entry, listing) if entry.new_version else None
        for entry, listing in zip(entries, listings, strict=True)
    ]
    session.flush()  # listings name their published version by id
    for entry, listing, version in zip(entries, listings, versions, strict=True):
        publish(session, actor, entry, listing, version, batch_id, clock=clock)
        write_contact(session, entry, listing, clock=clock)
    session.flush()  # the progress reported next is of rows that the database has accepted
    return [
        listing.id
        for entry, listing in zip(entries, listings, strict=True)
        if entry.publishes or any(key in MATCHED for key in entry.changed)
    ]


def place_listing(session: Session, entry: Entry, organizations: Mapping[str, Organization]) -> Listing:
    """The listing of the entry, made if need be, under its organization."""
    organization = organizations[entry.row.values["unified_social_credit_code"]]
    if entry.standing is not None:
        listing = entry.standing.listing
        if listing.organization_id != organization.id:
            listing.organization = organization
        return listing
    listing = Listing(
        code=entry.row.code, kind=entry.row.kind, state=ListingState.DRAFT, organization_id=organization.id
    )
    session.add(listing)
    return listing


def write_version(session: Session, actor: Actor | None, entry: Entry, listing: Listing) -> ListingVersion:
    """The next version of the listing: the file's fields over those it had."""
    standing = entry.standing
    held = {key: getattr(standing.version, key) for key in CONTENT_KEYS} if standing is not None else {}
    given = {key: entry.row.values[key] for key in CONTENT_KEYS if key in entry.row.values}
    version = ListingVersion(
        listing_id=listing.id,
        number=standing.latest_number + 1 if standing is not None else 1,
        created_by_id=actor.id if actor is not None else None,
        **as_columns(held | given),
    )
    version.content_hash = content_hash_of(Kind(listing.kind), version)
    session.add(version)
    return version


def as_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Parsed fields as the version's columns take them."""
    maturity, cases = values.get("maturity"), values.get("cases")
    return {
        "description": "",
        "technologies": [],
        "cooperation": "",
        "budget_wan": None,
        "deadline": None,
        **values,
        "maturity": Maturity(maturity) if maturity else None,
        "cases": cases or None,
    }


def publish(
    session: Session,
    actor: Actor | None,
    entry: Entry,
    listing: Listing,
    version: ListingVersion | None,
    batch_id: int,
    *,
    clock: Clock,
) -> None:
    """Make the entry's text the public one and say so in the trail."""
    public = version or (entry.standing.version if entry.standing is not None and entry.publishes else None)
    if public is not None:
        listing.published_version_id = public.id
        session.expire(listing, ["published_version"])  # loaded before its key changed
        begin_term(listing, public, today_of(clock))
    if entry.publishes:
        listing.published_at = clock.now()
        change_listing_state(
            session, actor, listing, ListingState.PUBLISHED, "listing.imported", import_id=batch_id
        )
    elif entry.changed:
        fields = [key for key in entry.changed if key not in CONTACT_KEYS]
        contact = len(fields) != len(entry.changed)
        record_event(
            session,
            actor,
            "listing.changed_by_import",
            listing,
            import_id=batch_id,
            fields=fields,
            contact=contact,
        )


def write_contact(session: Session, entry: Entry, listing: Listing, *, clock: Clock) -> None:
    """Keep the contact apart from the text. Its values go nowhere else, not into the trail either."""
    contact = entry.standing.contact if entry.standing is not None else None
    given = {key.removeprefix("contact_"): entry.row.values.get(key, "") for key in CONTACT_KEYS}
    if contact is None:
        session.add(ListingContact(listing_id=listing.id, **given))
        return
    if "contact_email" in entry.changed:
        revoke_links(session, listing, clock=clock)
    for key in CONTACT_KEYS:
        if key in entry.changed:
            setattr(contact, key.removeprefix("contact_"), entry.row.values[key])
