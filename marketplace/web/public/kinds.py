"""The kinds of problem as everyone may browse them."""

from __future__ import annotations

from flask import render_template, request, url_for

from marketplace.models.vocabulary import INDUSTRIES
from marketplace.permissions import Permission
from marketplace.services.kinds.browse import browse_kinds
from marketplace.services.kinds.show import show_kind
from marketplace.web.access import requires
from marketplace.web.context import actor, db
from marketplace.web.public.blueprint import SEARCH_RATE, blueprint
from marketplace.web.public.parameters import read_page, read_text
from marketplace.web.security import limiter


@blueprint.get("/kinds")
@requires(Permission.READ_PUBLIC)
@limiter.limit(SEARCH_RATE)
def kinds() -> str:
    """All industries, one industry's kinds, or the kinds that hold the words."""
    problems: list[str] = []
    text, page = read_text(request.args, problems), read_page(request.args, problems)
    asked = request.args.get("sector", "")
    sector = asked if asked in INDUSTRIES else ""
    return render_template(
        "public/kinds/index.html",
        found=browse_kinds(db(), actor(), sector=sector, text=text, page=page),
        text=text,
        words=tuple(text.split()),
        sector=sector,
        problems=problems,
        page_address=lambda number: url_for(
            "public.kinds", sector=sector or None, q=text or None, page=number
        ),
    )


@blueprint.get("/kinds/<kind_key>")
@requires(Permission.READ_PUBLIC)
def kind(kind_key: str) -> str:
    """One kind, and the published listings about it."""
    return render_template("public/kinds/kind.html", file=show_kind(db(), actor(), kind_key))
