"""create_app(settings): wires, decides nothing."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import commands
from marketplace.database import connect_when_used, session_factory
from marketplace.engine.client import EngineClient
from marketplace.jobs.queue import PostgresJobQueue
from marketplace.services.ports import SystemClock
from marketplace.settings import ROOT, Settings
from marketplace.web import (
    access,
    context,
    decline_words,
    event_words,
    faults,
    identity,
    language,
    navigation,
    pages,
    security,
    verdict_words,
    words,
)
from marketplace.web.context import Collaborators


def build_collaborators(settings: Settings) -> Collaborators:
    """The real ones: PostgreSQL, the engine process, the job tables, the clock."""
    return Collaborators(
        sessions=session_factory(connect_when_used(settings)),
        engine=EngineClient(settings.engine_url, timeout_s=settings.engine_timeout_s),
        jobs=PostgresJobQueue(),
        clock=SystemClock(),
    )


def create_app(settings: Settings | None = None, outside: Collaborators | None = None) -> Flask:
    """The site. Tests hand in their own settings and collaborators."""
    settings = settings or Settings()
    app = Flask(
        "marketplace", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "marketplace/static")
    )
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        MAX_CONTENT_LENGTH=settings.max_upload_mib * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        RATELIMIT_ENABLED=settings.rate_limits,
        WTF_CSRF_TIME_LIMIT=settings.session_hours * 3600,
        SETTINGS=settings,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    identity.init_app(app)
    context.init_app(app, outside or build_collaborators(settings))
    vocabulary = (words, decline_words, verdict_words, event_words)
    for part in (language, security, access, faults, *vocabulary, navigation, pages):
        part.init_app(app)
    commands.init_app(app)
    return app
