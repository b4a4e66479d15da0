"""What the commands take from the application they run in."""

from __future__ import annotations

from typing import cast

from flask import current_app

from marketplace.jobs.mailroom import MailRoom
from marketplace.jobs.outside import Outside
from marketplace.settings import Settings


def settings() -> Settings:
    """Its settings."""
    return cast(Settings, current_app.config["SETTINGS"])


def outside() -> Outside:
    """Its collaborators."""
    return cast(Outside, current_app.extensions["jingqiao"])


def mail_room() -> MailRoom:
    """What its worker sends mail with."""
    return cast(MailRoom, current_app.extensions["jingqiao.mail"])
