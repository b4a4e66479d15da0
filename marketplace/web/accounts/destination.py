"""Where somebody goes after signing in: back to where they were going, or to their role's first work."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from marketplace.models import Account, Role
from marketplace.permissions import SIDES, allowed
from marketplace.web.access import DECLARATION

FIRST_WORK = {
    Role.COMPANY: "workspace.home",
    Role.DEMAND_OWNER: "workspace.home",
    Role.STAFF: "staff.queue",
    Role.ADMINISTRATOR: "admin.audit",
    Role.AUDITOR: "admin.audit",
    Role.INTEGRATOR: "accounts.own_account",
}


def is_local_path(address: str) -> bool:
    """Whether the address is a path of this site that no browser takes for another host."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return False
    if any(ord(letter) <= 0x20 or ord(letter) == 0x7F for letter in address):
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def can_open(account: Account, address: str) -> bool:
    """Whether a GET of this local path leads to a page that the account may open."""
    try:
        routes = current_app.url_map.bind_to_environ(request.environ)
        endpoint, _values = routes.match(urlsplit(address).path.removeprefix(request.root_path), method="GET")
    except (HTTPException, RequestRedirect):
        return False
    permission = getattr(current_app.view_functions[endpoint], DECLARATION, None)
    return permission is not None and allowed(account, permission)


def first_page(account: Account, wanted: str | None) -> str:
    """Where to send the account: `wanted` if it is safe and open to it, else its role's first work."""
    if wanted and is_local_path(wanted) and can_open(account, wanted):
        return wanted
    if account.role in SIDES and not account.organization_verified:
        return url_for("workspace.organization")
    return url_for(FIRST_WORK[account.role])
