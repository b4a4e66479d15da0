"""The blueprint that the views of this package register on."""

from flask import Blueprint, request

blueprint = Blueprint("notifications", __name__)


def asked_page() -> int:
    """The number of the page asked for; the first where the address names none."""
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
