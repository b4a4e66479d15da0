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
    """Destinations of one kind of work under its name; `folded`: they are opened when they are wanted."""

    label: LazyString
    entries: list[Entry]
    folded: bool = False

    @property
    def current(self) -> Entry | None:
        """The destination of the group where the reader is."""
        return next((entry for entry in self.entries if entry.current), None)


SITE = (
    Destination("public.home", _l("Home"), Permission.READ_PUBLIC),
    Destination("public.lists", _l("Opportunity lists"), Permission.READ_PUBLIC, ("public.list_page",)),
    Destination("public.items", _l("All listings"), Permission.READ_PUBLIC, ("public.item",)),
    Destination("public.kinds", _l("By problem"), Permission.READ_PUBLIC, ("public.kind",)),
    Destination("public.done", _l("What got done"), Permission.READ_PUBLIC),
    Destination("workspace.home", _l("Workspace"), Permission.OPEN_WORKSPACE, ("workspace.",)),
)
MATCHING = (
    Destination(
        "staff.queue",
        _l("Review queue"),
        Permission.REVIEW_MATCHES,
        (
            "staff.pair",
            "staff.demand",
            "staff.supply",
            "staff.why",
            "staff.reject",
            "staff.second",
            "staff.blocks",
            "staff.by_hand",
        ),
    ),
    Destination("staff.dashboard", _l("Dashboard"), Permission.REVIEW_MATCHES, ("staff.figure",)),
    Destination("staff.requests", _l("Questions and requests"), Permission.REVIEW_MATCHES),
    Destination("staff.stalled", _l("Standing still"), Permission.CHASE_PAIRS, ("staff.set_aside",)),
    Destination(
        "staff.moderation",
        _l("Moderation"),
        Permission.MODERATE_LISTINGS,
        ("staff.listing", "staff.submission", "staff.bulk"),
    ),
    Destination(
        "staff.verifications",
        _l("Verification"),
        Permission.VERIFY_ORGANIZATIONS,
        ("staff.verification",),
    ),
    Destination("imports.index", _l("Import"), Permission.IMPORT_LISTINGS, ("imports.",)),
)
METHOD = (
    Destination(
        "staff.assignments", _l("Global assignment"), Permission.REVIEW_MATCHES, ("staff.assignment",)
    ),
    Destination("staff.kinds", _l("Kinds of problem"), Permission.MANAGE_KINDS, ("staff.kind",)),
    Destination("staff.quality", _l("Matching quality"), Permission.REVIEW_MATCHES, ("staff.quality_",)),
    Destination(
        "staff.agreement", _l("Reviewers' agreement"), Permission.READ_AGREEMENT, ("staff.disagreement",)
    ),
    Destination("staff.learning", _l("Matcher learning"), Permission.READ_LEARNING),
    Destination("notifications.mails", _l("Mail"), Permission.READ_MAIL, ("notifications.mail",)),
)
ADMINISTRATION = (
    Destination(
        "admin.accounts",
        _l("Accounts"),
        Permission.READ_ACCOUNTS,
        ("admin.organization", "admin.offer", "admin.role"),
    ),
    Destination(
        "admin.audit",
        _l("Audit trail"),
        Permission.READ_AUDIT,
        ("admin.disclosures", "admin.listing_record", "admin.pair_record"),
    ),
)
WORK = ((_l("Matchmaking"), MATCHING), (_l("Administration"), ADMINISTRATION))
FOLDED = (_l("More places"), METHOD)
MOST_UNFOLDED = 3


def site_menu() -> list[Entry]:
    """What everybody may open, and one's own workspace."""
    return _open_to_reader(SITE)


def work_menu() -> list[Group]:
    """What staff and administration may open besides, by kind of work; nobody sees an empty group.

    What is looked at now and then is folded away behind the daily work, so that the menu stays one line.
    """
    groups = [Group(label, _open_to_reader(places)) for label, places in WORK]
    shown = [group for group in groups if group.entries]
    label, places = FOLDED
    seldom = _open_to_reader(places)
    return [*shown, Group(label, seldom, folded=len(seldom) > MOST_UNFOLDED)] if seldom else shown


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
