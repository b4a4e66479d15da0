"""The page that says what got done."""

from __future__ import annotations

from flask import render_template

from marketplace.permissions import Permission
from marketplace.services.outcomes.show import read_what_got_done
from marketplace.web.access import requires
from marketplace.web.context import actor, db
from marketplace.web.public.blueprint import blueprint


@blueprint.get("/done")
@requires(Permission.READ_PUBLIC)
def done() -> str:
    """Signed and delivered, counted apart."""
    return render_template("public/done.html", done=read_what_got_done(db(), actor()))
