"""How many notifications the reader has not read, for the head of every page."""

from __future__ import annotations

from flask import Flask, g

from marketplace.services.notifications.inbox import MOST_COUNTED, count_unread
from marketplace.web.context import actor, db


def unread_notifications() -> str:
    """The number as the bell shows it; empty when everything is read."""
    who = actor()
    if who is None:
        return ""
    if "unread" not in g:
        g.unread = count_unread(db(), who)
    if g.unread >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    return str(g.unread or "")


def init_app(app: Flask) -> None:
    """Let the masthead ask."""
    app.jinja_env.globals["unread_notifications"] = unread_notifications
