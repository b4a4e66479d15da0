"""How an organization stands, in words: which step it has reached, why staff refused."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.models import OrganizationState
from marketplace.services.organizations.reasons import RefusalReason

REFUSALS: Mapping[str, LazyString] = {
    RefusalReason.CODE_DIFFERS: _l("The code you entered is not the one on the certificate"),
    RefusalReason.NAME_DIFFERS: _l("The name you entered is not the one on the certificate"),
    RefusalReason.UNREADABLE: _l("The certificate cannot be read, or parts of it are missing"),
    RefusalReason.EXPIRED: _l("The certificate has expired or was revoked"),
    RefusalReason.NOT_AUTHORISED: _l("It is not shown that you may act for this organization"),
    RefusalReason.NOT_ELIGIBLE: _l("This site is not for organizations of this kind"),
    RefusalReason.OTHER: _l("Another reason"),
}
# The place in the stepper of a registration: 3 is showing who one is, 4 is being verified.
STEPS: Mapping[OrganizationState, int] = {
    OrganizationState.UNVERIFIED: 3,
    OrganizationState.MORE_ASKED: 3,
    OrganizationState.REFUSED: 3,
    OrganizationState.SUBMITTED: 4,
    OrganizationState.VERIFIED: 5,
    OrganizationState.SUSPENDED: 4,
    OrganizationState.MERGED: 5,
}


def organization_step(state: OrganizationState) -> int:
    """The step of the registration that the organization has reached."""
    return STEPS[state]


def refusal_reason(code: str) -> str:
    """Why staff refused, in words fit to be read by the applicant."""
    return str(REFUSALS.get(code, code))


def init_app(app: Flask) -> None:
    """Give templates the filter."""
    app.jinja_env.filters["refusal_reason"] = refusal_reason
