"""The menus: which pages stand in the site's and in the one of those who work here, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.permissions import Permission, allowed
from marketplace.web.context import actor


@dataclass(frozen=True)
class Destination:
    """A page of the menu; `also` are the endpoints that belong under it."""

    endpoint: str
    label: LazyString
    permission: Permission
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A destination as the menu shows it now."""

    address: str
    label: LazyString
    current: bool


@dataclass(frozen=True)
class Group:
    """Destinations of one kind of work under its name."""

    label: LazyString
    entries: list[Entry]


SITE = (
    Destination("public.home", _l("Home"), Permission.READ_PUBLIC),
    Destination("public.lists", _l("Opportunity lists"), Permission.READ_PUBLIC, ("public.list_page",)),
    Destination("public.items", _l("All listings"), Permission.READ_PUBLIC, ("public.item",)),
    Destination("public.kinds", _l("By problem"), Permission.READ_PUBLIC, ("public.kind",)),
    Destination("workspace.home", _l("Workspace"), Permission.USE_WORKSPACE, ("workspace.",)),
)
MATCHING = (
    Destination(
        "staff.queue",
        _l("Review queue"),
        Permission.REVIEW_MATCHES,
        ("staff.pair", "staff.demand", "staff.supply", "staff.why", "staff.reject"),
    ),
    Destination(
        "staff.assignments", _l("Global assignment"), Permission.REVIEW_MATCHES, ("staff.assignment",)
    ),
    Destination("staff.listings", _l("Moderation"), Permission.MODERATE_LISTINGS, ("staff.listing",)),
    Destination("imports.index", _l("Import"), Permission.IMPORT_LISTINGS, ("imports.",)),
    Destination("staff.kinds", _l("Kinds of problem"), Permission.MANAGE_KINDS, ("staff.kind",)),
    Destination("staff.quality", _l("Matching quality"), Permission.REVIEW_MATCHES, ("staff.quality_",)),
    Destination("staff.learning", _l("Matcher learning"), Permission.READ_LEARNING),
)
ADMINISTRATION = (
    Destination("admin.accounts", _l("Accounts"), Permission.READ_ACCOUNTS, ("admin.organizations",)),
    Destination("admin.audit", _l("Audit trail"), Permission.READ_AUDIT, ("admin.disclosures",)),
)
WORK = ((_l("Matchmaking"), MATCHING), (_l("Administration"), ADMINISTRATION))


def site_menu() -> list[Entry]:
    """What everybody may open, and one's own workspace."""
    return _open_to_reader(SITE)


def work_menu() -> list[Group]:
    """What staff and administration may open besides, by kind of work; nobody sees an empty group."""
    groups = [Group(label, _open_to_reader(places)) for label, places in WORK]
    return [group for group in groups if group.entries]


def _open_to_reader(places: tuple[Destination, ...]) -> list[Entry]:
    """The destinations that the reader may open, the present one marked."""
    who, here = actor(), request.endpoint or ""
    return [
        Entry(url_for(place.endpoint), place.label, here == place.endpoint or here.startswith(place.also))
        for place in places
        if allowed(who, place.permission)
    ]


def init_app(app: Flask) -> None:
    """Let templates ask for the menus."""
    app.jinja_env.globals.update(site_menu=site_menu, work_menu=work_menu)
