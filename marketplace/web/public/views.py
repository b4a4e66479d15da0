"""The public routes."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from flask import Response, abort, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as AnyResponse

from marketplace.models import Kind
from marketplace.permissions import Permission
from marketplace.services.accounts.choose_language import choose_language
from marketplace.services.files.store import read_file
from marketplace.services.kinds.about import kind_of_listing
from marketplace.services.listings.browse import browse_listings, sorts_for
from marketplace.services.listings.figures import draw_figures
from marketplace.services.listings.query import ListingQuery
from marketplace.services.listings.shelf import PUBLISHED, Shelf
from marketplace.services.listings.show import show_listing
from marketplace.services.lists.browse import ListSummary, browse_lists, latest_list, show_list
from marketplace.services.outcomes.show import count_what_got_done
from marketplace.web.access import requires
from marketplace.web.context import actor, collaborators, db
from marketplace.web.language import LANGUAGES
from marketplace.web.public.addresses import address_of, pages_of
from marketplace.web.public.blueprint import SEARCH_RATE, blueprint
from marketplace.web.public.choices import SORTS, chips_of, groups_of
from marketplace.web.public.figures import bars_of
from marketplace.web.public.parameters import read_query
from marketplace.web.public.way_back import way_back
from marketplace.web.security import limiter


@blueprint.get("/")
@requires(Permission.READ_PUBLIC)
def home() -> str:
    """What this is, the latest list, the figures, the newest needs."""
    figures = draw_figures(db(), actor())
    newest = ListingQuery(kinds=(Kind.DEMAND,))
    return render_template(
        "public/home.html",
        latest=latest_list(db(), actor()),
        figures=figures,
        **bars_of(figures),
        done=count_what_got_done(db(), actor()),
        newest=browse_listings(db(), actor(), PUBLISHED, newest, engine=collaborators().engine).cards[:6],
    )


@blueprint.get("/lists")
@requires(Permission.READ_PUBLIC)
def lists() -> str:
    """Every released list."""
    return render_template("public/lists.html", lists=browse_lists(db(), actor()))


@blueprint.get("/lists/<slug>")
@requires(Permission.READ_PUBLIC)
@limiter.limit(SEARCH_RATE)
def list_page(slug: str) -> Response:
    """One released list, with the texts of its day."""
    released = show_list(db(), actor(), slug)
    return show_shelf("public.list_page", Shelf(released.id), released, slug=slug)


@blueprint.get("/items")
@requires(Permission.READ_PUBLIC)
@limiter.limit(SEARCH_RATE)
def items() -> Response:
    """Everything that is published now."""
    return show_shelf("public.items", PUBLISHED, None)


def show_shelf(endpoint: str, shelf: Shelf, released: ListSummary | None, **place: str) -> Response:
    """The results, filters and pages of a shelf; an HTMX request learns the tidy address of what it got."""
    query, problems = read_query(request.args)
    results = browse_listings(db(), actor(), shelf, query, engine=collaborators().engine)
    narrowed = query.filtered or query.text
    page = render_template(
        "public/browse.html",
        released=released,
        query=query,
        problems=problems,
        results=results,
        sorts=[(sort, SORTS[sort]) for sort in sorts_for(query, shelf)],
        groups=groups_of(query, results),
        chips=chips_of(query, lambda other: address_of(endpoint, other, **place)),
        address=address_of(endpoint, ListingQuery(), **place),
        save_address=None
        if released or not narrowed
        else address_of("public.new_search", replace(query, sort=None, page=1)),
        without_filters=address_of(endpoint, ListingQuery(text=query.text), **place),
        page_address=pages_of(endpoint, query, **place),
    )
    response = make_response(page)
    if request.headers.get("HX-Request"):
        response.headers["HX-Push-Url"] = address_of(endpoint, query, **place)
    return response


@blueprint.get("/items/<code>")
@requires(Permission.READ_PUBLIC)
def item(code: str) -> str:
    """One listing."""
    shown = show_listing(db(), actor(), code, engine=collaborators().engine)
    return render_template("public/item.html", shown=shown, kind=kind_of_listing(db(), shown.listing))


@blueprint.get("/files/<int(max=9223372036854775807):file_id>")
@requires(Permission.READ_PUBLIC)
@limiter.limit(SEARCH_RATE)
def file(file_id: int) -> Response:
    """A file, to whoever may have it: always saved, never shown as a page of this site."""
    found = read_file(db(), actor(), file_id)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(found.content, mimetype=found.media_type, headers=headers)


@blueprint.post("/language")
@requires(Permission.READ_PUBLIC)
def switch_language() -> AnyResponse:
    """Remember the reader's language and go back to the page they were on."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    session["language"] = language
    if (who := actor()) is not None:
        choose_language(db(), who, language)
    return redirect(way_back(request.form.get("next", "")), code=303)
