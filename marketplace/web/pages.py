"""Which audiences the site serves: every blueprint, registered in one place."""

from __future__ import annotations

from flask import Flask

from marketplace.web import accounts, admin, imports, notifications, public, staff, workspace


def init_app(app: Flask) -> None:
    """Register every audience's blueprint."""
    app.register_blueprint(public.blueprint)
    app.register_blueprint(accounts.blueprint)
    app.register_blueprint(staff.blueprint)
    app.register_blueprint(imports.blueprint)
    app.register_blueprint(workspace.blueprint)
    app.register_blueprint(workspace.answering)
    app.register_blueprint(workspace.introduced)
    app.register_blueprint(admin.blueprint)
    app.register_blueprint(notifications.blueprint)
