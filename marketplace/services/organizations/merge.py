"""Merge an organization with its double, after a look at what would move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import InvalidInput, NotFound, WrongState
from marketplace.models import Organization, OrganizationState
from marketplace.permissions import Actor, Permission, require
from marketplace.services.organizations.absorb import absorb, pairs_between, rows_of


@dataclass(frozen=True)
class MergePreview:
    """What would move from `source` to `target`, by table; open pairs between the two forbid it."""

    source: Organization
    target: Organization
    rows: Mapping[str, int]
    between: int


def preview_merge(session: Session, actor: Actor, source_id: int, target_code: str) -> MergePreview:
    """What merging would do; nothing changes. Raises NotAllowed, NotFound, WrongState, InvalidInput."""
    require(actor, Permission.MANAGE_ORGANIZATIONS)
    source = _find(session, source_id)
    target = session.scalar(
        select(Organization).where(Organization.unified_social_credit_code == target_code.strip().upper())
    )
    if target is None:
        raise InvalidInput("There is no organization with this code.", field="target")
    if target.id == source.id:
        raise InvalidInput("This is the organization itself.", field="target")
    return MergePreview(
        source, target, rows_of(session, source.id), pairs_between(session, source.id, target.id)
    )


def merge_organizations(session: Session, actor: Actor, source_id: int, target_id: int) -> Organization:
    """Put everything of the source under the target. Raises NotAllowed, NotFound, WrongState."""
    require(actor, Permission.MANAGE_ORGANIZATIONS)
    ids = sorted(
        (source_id, target_id)
    )  # always in this order, so that two merges cannot wait for each other
    session.execute(
        select(Organization.id).where(Organization.id.in_(ids)).order_by(Organization.id).with_for_update()
    )
    source, target = _find(session, source_id), _find(session, target_id)
    if source.id == target.id:
        raise InvalidInput("This is the organization itself.", field="target")
    absorb(session, actor, source, target, "organization.merged")
    return target


def _find(session: Session, organization_id: int) -> Organization:
    found = session.get(Organization, organization_id, populate_existing=True)
    if found is None:
        raise NotFound("There is no such organization.")
    if found.state is OrganizationState.MERGED:
        raise WrongState("This organization has been merged already.")
    return found
