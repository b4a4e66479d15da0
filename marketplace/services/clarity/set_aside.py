"""Findings about a need that its writer says are wrong: set aside, taken back, told to staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.models import FindingSetAside, Kind
from marketplace.permissions import Actor
from marketplace.services.audit.record import record_event
from marketplace.services.clarity.read import read_typed_need
from marketplace.services.drafts.own import find_own
from marketplace.services.ports import Clock
from matching.clarity.findings import ClarityAspect, Finding


def set_aside(
    session: Session, actor: Actor, code: str, aspect: str, typed: Mapping[str, str], *, clock: Clock
) -> None:
    """Say that the finding about `aspect` of the need as it is typed is wrong. It stays so while the finding
    rests on the same sentence. What is clear, or no aspect, changes nothing.

    Raises NotAllowed and NotFound.
    """
    listing = find_own(session, actor, code, lock=True)
    for finding in read_typed_need(actor, typed):
        if finding.aspect == aspect and not finding.is_clear and listing.kind is Kind.DEMAND:
            key = (listing.id, fingerprint(finding))
            if session.get(FindingSetAside, key) is None:
                session.add(
                    FindingSetAside(
                        listing_id=key[0], finding=key[1], aspect=aspect, set_aside_at=clock.now()
                    )
                )
                record_event(session, actor, "clarity.set_aside", listing, aspect=aspect)
                session.flush()  # the panel that answers reads it


def take_back(session: Session, actor: Actor, code: str, aspect: str) -> None:
    """Let the findings about an aspect stand again. Raises NotAllowed and NotFound."""
    listing = find_own(session, actor, code, lock=True)
    gone = session.scalars(
        delete(FindingSetAside)
        .where(FindingSetAside.listing_id == listing.id, FindingSetAside.aspect == aspect)
        .returning(FindingSetAside.finding)
    ).all()
    if gone:
        record_event(session, actor, "clarity.taken_back", listing, aspect=aspect)


def aspects_set_aside(
    session: Session, listing_id: int, findings: Iterable[Finding]
) -> frozenset[ClarityAspect]:
    """The aspects whose finding, as it is among `findings`, the writer says is wrong."""
    query = select(FindingSetAside.finding).where(FindingSetAside.listing_id == listing_id)
    stored = frozenset(session.scalars(query))
    return frozenset(f.aspect for f in findings if not f.is_clear and fingerprint(f) in stored)


def fingerprint(finding: Finding) -> str:
    """Tells one finding from another, of the same aspect too: by its reason and the sentence it rests on."""
    sentence = finding.sentence.text if finding.sentence else ""
    return sha256("\n".join((finding.aspect, finding.reason, sentence)).encode(errors="replace")).hexdigest()
