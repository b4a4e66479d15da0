"""Pages obey a policy without inline scripts and styles, and load nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT, files, shown

ELSEWHERE = r"[\"'](?:https?:)?//"
FORBIDDEN = {
    "a style attribute": r"<[a-zA-Z][^<>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script\b(?![^>]*\bsrc\s*=)",
    "an event attribute": r"<[a-zA-Z][^<>]*\son[a-z]+\s*=",
    "an HTMX attribute that evaluates text": r"\bhx-on\b|\bhx-(?:vals|headers)\s*=\s*[\"'](?:js|javascript):",
    "a script address": r"=\s*[\"']javascript:",
    "a file from another site": r"<(?:script|img|link|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*" + ELSEWHERE,
}
TEMPLATES = list(files(("templates",), ".html"))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for path in TEMPLATES:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [f"{shown(path)}: {match.group(0)[:80]}" for match in pattern.finditer(text)]
    assert not found


def test_style_sheets_load_nothing_from_elsewhere() -> None:
    sheets = list(files(("marketplace/static/css",), ".css"))
    remote = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//")
    assert sheets
    assert not [shown(path) for path in sheets if remote.search(path.read_text(encoding="utf-8"))]


def test_no_template_switches_escaping_off() -> None:
    """`|safe` and `autoescape false` would let a listing's text write the page."""
    off = re.compile(r"\|\s*safe\b|autoescape\s+false")
    assert (ROOT / "templates").is_dir()
    assert not [shown(path) for path in TEMPLATES if off.search(path.read_text(encoding="utf-8"))]
