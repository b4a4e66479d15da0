"""The terms of use and the privacy notice."""

from __future__ import annotations

from flask import render_template

from marketplace.permissions import Permission
from marketplace.services.accounts.policies import PRIVACY_VERSION, TERMS_VERSION
from marketplace.web.access import requires
from marketplace.web.public.blueprint import blueprint


@blueprint.get("/terms")
@requires(Permission.READ_PUBLIC)
def terms() -> str:
    """The terms of use."""
    return render_template("public/policies/terms.html", version=TERMS_VERSION)


@blueprint.get("/privacy")
@requires(Permission.READ_PUBLIC)
def privacy() -> str:
    """The privacy notice."""
    return render_template("public/policies/privacy.html", version=PRIVACY_VERSION)
