"""Where to go after a small change: back to the page the reader was on, and nowhere off this site."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import url_for


def way_back(address: str) -> str:
    """The path and query of `address` if it is one of this site's, without `lang`; else the home page."""
    parts = urlsplit(address.replace("\\", "/"))
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return url_for("public.home")
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
    return parts.path + ("?" + urlencode(kept) if kept else "")
