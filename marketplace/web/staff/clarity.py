"""How clear a demand is, for the pages on which it is moderated."""

from __future__ import annotations

from marketplace.models import Kind, ListingVersion
from marketplace.services.clarity.read import read_version
from marketplace.services.clarity.set_aside import aspects_set_aside
from marketplace.web.clarity_words import ShownClarity, show_clarity
from marketplace.web.context import account, db


def clarity_of(kind: Kind, version: ListingVersion) -> ShownClarity | None:
    """The findings about a version of a demand; a supply is not read."""
    if kind is not Kind.DEMAND:
        return None
    findings = read_version(account(), version)
    return show_clarity(findings, version.industry, aspects_set_aside(db(), version.listing_id, findings))
