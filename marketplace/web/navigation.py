"""The main menu: which pages stand in it, and for whom."""

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


PLACES = (
    Destination("public.home", _l("Home"), Permission.READ_PUBLIC),
    Destination("public.lists", _l("Opportunity lists"), Permission.READ_PUBLIC, ("public.list_page",)),
    Destination("public.items", _l("All listings"), Permission.READ_PUBLIC, ("public.item",)),
    Destination("public.kinds", _l("By problem"), Permission.READ_PUBLIC, ("public.kind",)),
    Destination("workspace.home", _l("Workspace"), Permission.USE_WORKSPACE, ("workspace.",)),
    Destination(
        "staff.queue",
        _l("Review queue"),
        Permission.REVIEW_MATCHES,
        (
            *("staff.pair", "staff.demand", "staff.supply", "staff.why", "staff.reject", "staff.assignment"),
            "staff.quality",
        ),
    ),
    Destination("staff.listings", _l("Moderation"), Permission.MODERATE_LISTINGS, ("staff.listing",)),
    Destination("staff.kinds", _l("Kinds of problem"), Permission.MANAGE_KINDS, ("staff.kind",)),
    Destination("imports.index", _l("Import"), Permission.IMPORT_LISTINGS, ("imports.",)),
    Destination("staff.learning", _l("Matcher learning"), Permission.READ_LEARNING),
    Destination("admin.accounts", _l("Accounts"), Permission.READ_ACCOUNTS, ("admin.organizations",)),
    Destination("admin.audit", _l("Audit trail"), Permission.READ_AUDIT, ("admin.disclosures",)),
)


def menu() -> list[Entry]:
    """The destinations that the reader may open, the present one marked."""
    who, here = actor(), request.endpoint or ""
    return [
        Entry(url_for(place.endpoint), place.label, here == place.endpoint or here.startswith(place.also))
        for place in PLACES
        if allowed(who, place.permission)
    ]


def init_app(app: Flask) -> None:
    """Let templates ask for the menu."""
    app.jinja_env.globals["navigation"] = menu
