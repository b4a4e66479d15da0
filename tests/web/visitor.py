"""Someone with a browser: every page they get is checked before the test sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from justhtml import JustHTML
from justhtml.dom import Element
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketplace.models import Account
from tests.factories.account_sessions import make_account_session

CONTACT = re.compile(r"028-8000-\d{4}|(?<!\*)@example\.(com|org)|联系人\d+|@test\.invalid")
FIELDS = ("input", "select", "textarea")
INTERFACE = ("h1", "h2", "h3", "label", "button", "th", "legend", "summary")
CHINESE_LETTER = re.compile(r"[\u4e00-\u9fff]")


class Visitor:
    """A client that checks pages: valid HTML, one h1, a title, unique ids, labels, no contact of others."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app = app
        self.session = session
        self.client: FlaskClient = app.test_client()
        self.may_see_contacts = False

    def sign_in(self, account: Account) -> Visitor:
        """Sign in without the form."""
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = account.get_id()
            cookie["session_token"] = make_account_session(self.session, account)
            cookie["_fresh"] = True
        return self

    def get(self, path: str, expect: int = 200, **options: Any) -> JustHTML:
        """Get a page, check it, return its document (CSS queries by `.query(selector)`)."""
        return self._checked(self.client.get(path, **options), expect)

    def post(
        self, path: str, data: dict[str, Any] | None = None, expect: int = 302, **options: Any
    ) -> TestResponse:
        """Send a form with a valid token, as the page's own form would."""
        response = self.client.post(path, data={**(data or {}), "csrf_token": self._token()}, **options)
        assert response.status_code == expect, (response.status_code, response.get_data(as_text=True)[:2000])
        return response

    def url(self, endpoint: str, **values: Any) -> str:
        """The address of an endpoint."""
        with self.app.test_request_context():
            return url_for(endpoint, **values)

    def _token(self) -> str:
        from flask_wtf.csrf import generate_csrf

        with self.client.session_transaction() as cookie:
            kept = cookie.get("csrf_token")
        with self.app.test_request_context():
            from flask import session as flask_session

            if kept:
                flask_session["csrf_token"] = kept
            token = str(generate_csrf())
            raw = flask_session["csrf_token"]
        with self.client.session_transaction() as cookie:
            cookie["csrf_token"] = raw
        return token

    def _checked(self, response: TestResponse, expect: int) -> JustHTML:
        text = response.get_data(as_text=True)
        assert response.status_code == expect, (
            response.status_code,
            response.headers.get("Location"),
            text[:2000],
        )
        document = JustHTML(text, collect_errors=True, sanitize=False)
        if response.mimetype == "text/html":
            check_page(document, text, whole=text.lstrip().lower().startswith("<!doctype"))
            leak = None if self.may_see_contacts else CONTACT.search(text)
            assert leak is None, f"a contact on the page: {leak}"
        return document


def check_page(document: JustHTML, text: str, whole: bool) -> None:
    """Raise AssertionError naming the fault, unless the page keeps the rules every page keeps."""
    errors = [e for e in document.errors if whole or "doctype" not in str(e).lower()]
    assert not errors, errors[:3]
    by_name: dict[str, list[Any]] = {}
    ids: list[str] = []
    for node in elements(document):  # one walk: a query for each rule took a fifth of the tests' time
        by_name.setdefault(node.name, []).append(node)
        assert "style" not in node.attrs, f"no inline style: {node.to_html()[:200]}"
        ids += [node.attrs["id"]] if "id" in node.attrs else []
    assert len(ids) == len(set(ids)), sorted({i for i in ids if ids.count(i) > 1})
    if whole:
        assert len(by_name.get("h1", ())) == 1, "a page has exactly one h1"
        title = by_name.get("title")
        assert title and title[0].to_text().strip(), "a page has a title"
        assert by_name["html"][0].attrs.get("lang"), "a page names its language"
    labelled = {label.attrs.get("for") for label in by_name.get("label", ())}
    for node in (node for name in FIELDS for node in by_name.get(name, ())):
        hidden = node.attrs.get("type") in ("hidden", "submit", "button")
        named = (
            node.attrs.get("id") in labelled or "aria-label" in node.attrs or "aria-labelledby" in node.attrs
        )
        wrapped = node.parent is not None and node.parent.name == "label"
        assert hidden or named or wrapped, f"no label: {node.to_html()[:200]}"
    if any(root.attrs.get("lang") == "en" for root in by_name.get("html", ())):
        check_language(node for name in INTERFACE for node in by_name.get(name, ()))
        check_language(link for nav in by_name.get("nav", ()) for link in nav.query("a"))


def check_language(interface: Iterable[Any]) -> None:
    """In English, Chinese may stand only inside an element marked lang="zh…": data, not interface."""
    for node in interface:
        if not CHINESE_LETTER.search(node.to_text()):
            continue
        marked = node
        while marked is not None and not str((marked.attrs or {}).get("lang", "")).startswith("zh"):
            marked = marked.parent
        assert marked is not None or node.query('[lang^="zh"]'), node.to_html()[:300]


def elements(document: JustHTML) -> Iterator[Any]:
    """Every element of a page, in the order of its text."""
    waiting: list[Any] = [document.root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element):
            yield node
        within = getattr(node, "template_content", None)
        waiting += [within] if within else []
        waiting += reversed(getattr(node, "children", None) or ())
