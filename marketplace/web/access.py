"""Every route says who may call it; a request to one that does not is refused, and a test finds it first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from marketplace.permissions import Permission, allowed, require
from marketplace.web.context import actor

View = TypeVar("View", bound=Callable[..., Any])
DECLARATION = "required_permission"
UNDECLARED_BY_DESIGN = frozenset({"static"})


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission a view needs. Stands directly under the route decorator."""

    def declare(view: View) -> View:
        setattr(view, DECLARATION, permission)
        return view

    return declare


def check_access() -> Response | None:
    """Refuse the request unless its view declares a permission that the asker holds."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in UNDECLARED_BY_DESIGN:
        return None
    permission: Permission = getattr(current_app.view_functions[endpoint], DECLARATION)
    who = actor()
    if who is None and not allowed(None, permission):
        unauthorized: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return unauthorized
    require(who, permission)
    return None


def init_app(app: Flask) -> None:
    """Check every request, and let templates ask what the reader may do."""
    app.before_request(check_access)
    app.jinja_env.globals["may"] = lambda permission: allowed(actor(), Permission(permission))
