"""Where a notification leads, for the role of its reader."""

from __future__ import annotations

from flask import url_for

from marketplace.models import Notification, Role
from marketplace.permissions import Permission, allowed
from marketplace.services.notifications.words.words import Page

FIRST_WORK = {
    Role.COMPANY: "workspace.home",
    Role.DEMAND_OWNER: "workspace.home",
    Role.STAFF: "staff.queue",
}

# Pages without an object; of several, the first that the reader may open.
OWN = {
    Page.REQUESTS: [("staff.requests", Permission.REVIEW_MATCHES)],
    Page.ACCOUNT: [("accounts.own_account", Permission.OWN_ACCOUNT)],
    Page.ACCOUNTS: [("admin.accounts", Permission.READ_ACCOUNTS)],
    Page.FACTOR: [("accounts.factor", Permission.OWN_ACCOUNT)],
    Page.ORGANIZATION: [("workspace.organization", Permission.READ_ORGANIZATION)],
    Page.VERIFICATIONS: [("staff.verifications", Permission.VERIFY_ORGANIZATIONS)],
    Page.CONFIRMATIONS: [
        ("admin.confirm_accounts", Permission.MANAGE_ACCOUNTS),
        ("workspace.confirm_people", Permission.MANAGE_ORGANIZATION),
    ],
}


def link_of(told: Notification, page: Page) -> str:
    """The address of the page, or of the notifications where the reader has no such page."""
    reader = told.account
    staff = allowed(reader, Permission.REVIEW_MATCHES)
    side = allowed(reader, Permission.USE_WORKSPACE)
    if page is Page.PAIR and told.match_id is not None and (staff or side):
        return url_for("staff.pair" if staff else "workspace.match", match_id=told.match_id)
    if page is Page.LISTING and told.listing is not None and (staff or side):
        if staff:
            return url_for("staff.listing", listing_id=told.listing.id)
        return url_for("workspace.listing", code=told.listing.code)
    if page is Page.PUBLIC_LISTING and told.listing is not None:
        return url_for("public.item", code=told.listing.code)
    if page is Page.WORK and reader.role in FIRST_WORK:
        return url_for(FIRST_WORK[reader.role])
    if page is Page.STALLED and allowed(reader, Permission.CHASE_PAIRS):
        return url_for("staff.stalled")
    if page is Page.SAVED_SEARCH and "search_id" in told.details:
        return url_for("public.saved_search", search_id=told.details["search_id"])
    if page is Page.MAIL and allowed(reader, Permission.READ_MAIL):
        return url_for("notifications.mail", mail_id=told.details["mail_id"])
    open_to_reader = (endpoint for endpoint, permission in OWN.get(page, ()) if allowed(reader, permission))
    return url_for(next(open_to_reader, "notifications.inbox"))
