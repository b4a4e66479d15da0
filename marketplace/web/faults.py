"""Every error as a page in the reader's language, with a way on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from enum import StrEnum

from flask import Flask, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from marketplace.errors import (
    Conflict,
    EngineUnavailable,
    Gone,
    InvalidInput,
    JingqiaoError,
    NotAllowed,
    NotFound,
    NotVerified,
    UnreadableContact,
    WrongState,
)
from marketplace.web.context import forget_reader
from marketplace.web.words import word

log = logging.getLogger(__name__)

STATUS: dict[type[JingqiaoError], int] = {
    NotAllowed: 403,
    Gone: 410,
    NotFound: 404,
    WrongState: 409,
    Conflict: 409,
    InvalidInput: 400,
    EngineUnavailable: 503,
    UnreadableContact: 503,
}
TITLES = {
    400: _l("This request cannot be understood"),
    403: _l("You may not open this"),
    404: _l("There is no such page"),
    405: _l("This cannot be done here"),
    409: _l("This has changed in the meantime"),
    410: _l("This has been withdrawn"),
    413: _l("The file is too large"),
    429: _l("Too many tries"),
    500: _l("Something went wrong on our side"),
    503: _l("A part of the site is not answering"),
}
MESSAGES = {
    400: _l("Please check the address or the form and try again."),
    403: _l("Your account does not have the permission for this page."),
    404: _l("The address may be mistyped, or the page has moved."),
    405: _l("Please go back and use the buttons on the page."),
    409: _l("The page you saw is out of date. Please look at it again and repeat what you wanted."),
    410: _l("Its owner or our staff took it down."),
    413: _l("Please send a smaller file."),
    429: _l("Please wait a minute and try again."),
    500: _l("Nothing you did before is lost. Please try again; if it stays so, tell our staff."),
    503: _l("Please try again in a minute."),
}


def show(status: int, message: str | None = None, way_on: Mapping[str, str] | None = None) -> tuple[str, int]:
    """The error page for `status`; `way_on` (address, label) is where what was wanted can be reached."""
    known = status if status in TITLES else (500 if status >= 500 else 400)
    page = render_template(
        "errors/page.html",
        status=status,
        title=TITLES[known],
        message=message or MESSAGES[known],
        partial=request.headers.get("HX-Request") == "true",
        way_on=way_on or (way_to_the_pair() if status == 409 else None),
    )
    return page, status


def way_to_the_pair() -> Mapping[str, str] | None:
    """From a step of a pair that cannot be taken now, back to the pair."""
    match_id, page = (request.view_args or {}).get("match_id"), f"{request.blueprint}.match"
    page = "staff.pair" if request.blueprint == "staff" else page
    if match_id is None or request.endpoint == page or request.blueprint not in ("staff", "workspace"):
        return None
    return {"address": url_for(page, match_id=match_id), "label": gettext("Back to the pair")}


def message_of(error: JingqiaoError) -> str:
    """What a service said, in the reader's words; the states among its values too."""
    said = {
        name: word(value) if isinstance(value, StrEnum) else value for name, value in error.values.items()
    }
    text = str(gettext(error.message))
    return text % said if said else text


def on_service_error(error: JingqiaoError) -> tuple[str, int]:
    """A service said no."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return show(status, message_of(error))


def on_unverified(error: NotVerified) -> tuple[str, int]:
    """The organization must be verified first: say so, and lead to where that is done."""
    way_on = {"address": url_for("workspace.organization"), "label": gettext("See what to do next")}
    return show(403, message_of(error), way_on)


def on_http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    """Werkzeug said no; redirects pass through."""
    if error.code is None or error.code < 400:
        return error
    return show(error.code)


def on_forged_form(error: CSRFError) -> tuple[str, int]:
    """The form's token is missing or too old."""
    return show(400, gettext("The form was open for too long. Go back, reload the page and send it again."))


def on_stale_row(error: StaleDataError) -> tuple[str, int]:
    """Another request changed the row first."""
    return show(409)


def on_lost_database(error: OperationalError) -> tuple[str, int]:
    """The database went away, or could not serve this request: it comes back by itself."""
    log.exception("the database failed", exc_info=error)
    forget_reader()
    return show(503)


def on_crash(error: Exception) -> tuple[str, int]:
    """Anything unforeseen: logged whole, shown calmly."""
    log.exception("unhandled error", exc_info=error)
    return show(500)


def init_app(app: Flask) -> None:
    """Register the handlers; with TESTING or DEBUG, crashes surface instead of the calm page."""
    app.register_error_handler(JingqiaoError, on_service_error)
    app.register_error_handler(NotVerified, on_unverified)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(CSRFError, on_forged_form)
    app.register_error_handler(StaleDataError, on_stale_row)
    app.register_error_handler(OperationalError, on_lost_database)
    if not (app.testing or app.debug):
        app.register_error_handler(Exception, on_crash)
