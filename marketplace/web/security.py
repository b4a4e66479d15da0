"""Headers, forms that cannot be forged, and limits on how often one may try."""

from __future__ import annotations

from flask import Flask, Response, abort, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=True)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)


def add_headers(response: Response) -> Response:
    """The security headers of every answer; pages are not kept by shared caches."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.add("Vary", "Cookie")
    return response


def refuse_nul() -> None:
    """No column can hold the character NUL, so an address with one names nothing."""
    if "\x00" in request.path or any("\x00" in value for _name, value in request.args.items(multi=True)):
        abort(400)


def init_app(app: Flask) -> None:
    """Attach CSRF protection, the limiter and the headers."""
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(refuse_nul)
    app.after_request(add_headers)
