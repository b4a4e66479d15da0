"""Which audiences the site serves: every blueprint, registered in one place."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every audience's blueprint."""
