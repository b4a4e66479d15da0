"""Which organization a unified social credit code names, also after a merge."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from marketplace.models import Organization, OrganizationState
from marketplace.services.among import among


def known_under(session: Session, codes: Collection[str]) -> Mapping[str, Organization]:
    """The organizations that the site knows under these codes, by code. Two queries.

    Whoever wrote a list before two entries were merged still names the one that is gone: its code stands for
    the organization it went into, unless somebody else holds the code by now.
    """
    held = select(Organization).where(among(Organization.unified_social_credit_code, codes))
    found = {
        organization.unified_social_credit_code: organization
        for organization in session.scalars(held)
        if organization.unified_social_credit_code is not None
    }
    former, target = aliased(Organization), aliased(Organization)
    merged = (
        select(former.claimed_code, target)
        .join(target, former.merged_into_id == target.id)
        .where(
            former.state == OrganizationState.MERGED,
            among(former.claimed_code, codes),
            target.unified_social_credit_code.is_not(None),
        )
        .order_by(former.id)
    )
    return {code: into for code, into in session.execute(merged) if code is not None} | found
