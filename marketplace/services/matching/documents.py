"""A listing's version as the document that the matcher ranks. Contacts have no way in."""

from __future__ import annotations

from typing import Literal

from marketplace.models import Kind, Listing, ListingVersion
from matching.documents import Document


def document_of(listing: Listing, version: ListingVersion) -> Document:
    """The document of one version of a listing; its id is the listing's id as text."""
    return _document(str(listing.id), listing.kind, version, listing.organization.name)


def content_hash_of(kind: Kind, version: ListingVersion) -> str:
    """What `version.content_hash` must hold: the hash of the fields that are matched. Needs no flush."""
    return _document("", kind, version, "").content_hash


def vector_role(kind: Kind) -> Literal["query", "passage"]:
    """How a listing is encoded: a demand asks, a supply answers."""
    return "query" if kind is Kind.DEMAND else "passage"


def _document(key: str, kind: Kind, version: ListingVersion, organization: str) -> Document:
    # A version not written yet has None where the table has a default.
    return Document(
        id=key,
        kind=kind.value,
        title=version.title,
        summary=version.summary,
        description=version.description or "",
        industry=version.industry,
        region=version.region,
        technologies=tuple(version.technologies or ()),
        maturity=version.maturity.value if version.maturity else None,
        budget_wan=float(version.budget_wan) if version.budget_wan is not None else None,
        deadline=version.deadline,
        cooperation=version.cooperation or "",
        cases=version.cases or "",
        organization=organization,
    )
