"""The site's settings, for views that say how the site is set up."""

from __future__ import annotations

from typing import cast

from flask import current_app

from marketplace.settings import Settings


def settings_of_site() -> Settings:
    """The settings the application was made with."""
    return cast(Settings, current_app.config["SETTINGS"])
