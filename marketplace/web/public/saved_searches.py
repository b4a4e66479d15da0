"""Searches that people keep, to be told of what is new."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.errors import InvalidInput
from marketplace.models import SavedSearch
from marketplace.permissions import Permission
from marketplace.services.listings.query import ListingQuery
from marketplace.services.searches.keep import (
    browse_searches,
    keep_search,
    own_search,
    read_finds,
    remove_search,
)
from marketplace.services.searches.stored import from_stored
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.public.addresses import address_of, to_arguments
from marketplace.web.public.blueprint import blueprint
from marketplace.web.public.choices import chips_of
from marketplace.web.public.parameters import read_query
from marketplace.web.security import limiter


@blueprint.get("/searches")
@requires(Permission.OWN_ACCOUNT)
def saved_searches() -> ResponseReturnValue:
    """One's own saved searches."""
    rows = [(kept, labels_of(from_stored(kept.search.query))) for kept in browse_searches(db(), account())]
    return render_template("public/searches/index.html", rows=rows, address=results_of)


@blueprint.get("/searches/new")
@requires(Permission.OWN_ACCOUNT)
def new_search() -> ResponseReturnValue:
    """What would be saved, and under which name."""
    query, _problems = read_query(request.args)
    return show_form(query, suggested_name(query), "")


@blueprint.post("/searches/new")
@requires(Permission.OWN_ACCOUNT)
@limiter.limit("30/minute")
def save_search() -> ResponseReturnValue:
    """Save the search of the address."""
    query, _problems = read_query(request.args)
    name = request.form.get("name", "")
    try:
        kept = keep_search(db(), account(), query, name=name, clock=collaborators().clock)
    except InvalidInput as error:
        return show_form(query, name, _(error.message) % error.values), 400
    flash(_("“%(name)s” is saved. You are told of new listings once a day.", name=kept.name), "success")
    return redirect(url_for("public.saved_searches"))


@blueprint.get("/searches/<int(max=9223372036854775807):search_id>")
@requires(Permission.OWN_ACCOUNT)
def saved_search(search_id: int) -> ResponseReturnValue:
    """What a search has found since it was saved."""
    search = own_search(db(), account(), search_id)
    return render_template(
        "public/searches/finds.html",
        search=search,
        labels=labels_of(from_stored(search.query)),
        cards=read_finds(db(), account(), search_id),
        address=results_of(search),
    )


@blueprint.post("/searches/<int(max=9223372036854775807):search_id>/remove")
@requires(Permission.OWN_ACCOUNT)
def forget_search(search_id: int) -> ResponseReturnValue:
    """Give a search up."""
    remove_search(db(), account(), search_id)
    flash(_("The saved search is removed."), "success")
    return redirect(url_for("public.saved_searches"))


def show_form(query: ListingQuery, name: str, problem: str) -> str:
    """The page on which a search is named and saved."""
    return render_template(
        "public/searches/new.html",
        labels=labels_of(query),
        name=name,
        problem=problem,
        action=url_for("public.save_search", **to_arguments(query)),  # type: ignore[arg-type]
        back=address_of("public.items", query),
    )


def labels_of(query: ListingQuery) -> list[str]:
    """What narrows the search, in words."""
    words = [_("“%(text)s”", text=query.text)] if query.text else []
    return words + [str(chip.label) for chip in chips_of(query, lambda _other: "")]


def suggested_name(query: ListingQuery) -> str:
    """A name to begin with."""
    return (query.text or " ".join(str(chip.label) for chip in chips_of(query, lambda _other: "")))[:60]


def results_of(search: SavedSearch) -> str:
    """Where everything that the search finds now is shown."""
    return address_of("public.items", from_stored(search.query))
