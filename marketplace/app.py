"""create_app(settings): wires, decides nothing."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import commands
from marketplace.database import connect_when_used, session_factory
from marketplace.engine.client import EngineClient
from marketplace.jobs.mailroom import MailRoom
from marketplace.jobs.postman import SmtpPostman
from marketplace.jobs.queue import PostgresJobQueue
from marketplace.models.encrypted import KEYRING
from marketplace.services.ports import SystemClock
from marketplace.settings import ROOT, Settings
from marketplace.web import (
    access,
    closing_words,
    consent_words,
    context,
    dashboard_words,
    decline_words,
    event_details,
    event_words,
    exchange_words,
    faults,
    followup_words,
    group_words,
    identity,
    inbox_count,
    language,
    navigation,
    organization_words,
    pages,
    security,
    verdict_words,
    waiting_words,
    words,
)
from marketplace.web.context import Collaborators
from marketplace.web.letters import Letters


def build_collaborators(settings: Settings) -> Collaborators:
    """The real ones: PostgreSQL, the engine process, the job tables, the clock."""
    return Collaborators(
        sessions=session_factory(connect_when_used(settings)),
        engine=EngineClient(settings.engine_url, timeout_s=settings.engine_timeout_s),
        jobs=PostgresJobQueue(),
        clock=SystemClock(),
    )


def build_mail_room(app: Flask, settings: Settings) -> MailRoom:
    """Letters in the site's words, handed to the mail server if there is one."""
    server = settings.mail_server
    return MailRoom(
        writer=Letters(app, settings.site_url),
        postman=(lambda: SmtpPostman(server)) if server is not None else None,
        sender=settings.mail_sender,
        digest_hour=settings.digest_hour,
    )


def create_app(settings: Settings | None = None, outside: Collaborators | None = None) -> Flask:
    """The site. Tests hand in their own settings and collaborators."""
    settings = settings or Settings()
    KEYRING.use(settings.encryption_keys)
    app = Flask(
        "marketplace", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "marketplace/static")
    )
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        MAX_CONTENT_LENGTH=settings.max_upload_mib * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        # Else every answer sets the cookie anew, a late style sheet even after one has signed out.
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        RATELIMIT_ENABLED=settings.rate_limits,
        WTF_CSRF_TIME_LIMIT=settings.session_hours * 3600,
        SETTINGS=settings,
    )
    app.url_map.strict_slashes = False  # typed with a slash at its end, an address means the same page
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    identity.init_app(app)
    context.init_app(app, outside or build_collaborators(settings))
    identity.note_use_in(app)
    vocabulary = (
        words,
        closing_words,
        consent_words,
        exchange_words,
        dashboard_words,
        decline_words,
        organization_words,
        verdict_words,
        waiting_words,
        event_words,
        event_details,
        followup_words,
        group_words,
    )
    for part in (language, security, access, faults, *vocabulary, inbox_count, navigation, pages):
        part.init_app(app)
    app.extensions["jingqiao.mail"] = build_mail_room(app, settings)
    commands.init_app(app)
    return app
