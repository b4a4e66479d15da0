"""Reads a number from an address. What is no number is left out, never an error."""

from __future__ import annotations

from flask import request

GREATEST = 2**62


def read_number(name: str) -> int | None:
    """The number, None when there is none."""
    text = request.args.get(name, "")
    return min(int(text), GREATEST) if text.isascii() and text.isdigit() and len(text) < 20 else None
