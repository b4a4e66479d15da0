"""Check a need: how clear it is while it is typed, on a page of its own or beside a form."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request, url_for

from marketplace.models.vocabulary import INDUSTRIES
from marketplace.permissions import Permission
from marketplace.services.clarity.read import TYPED, read_typed_need
from marketplace.services.clarity.set_aside import aspects_set_aside, set_aside, take_back
from marketplace.services.drafts.own import find_own
from marketplace.web.access import requires
from marketplace.web.clarity_words import show_clarity
from marketplace.web.context import account, collaborators, db
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import blueprint

# Somebody who types and stops to think asks some twenty times a minute.
RATE = "90/minute"
# The industry chooses the examples; it is not read.
SENT = (*TYPED, "industry")


@blueprint.get("/check-need")
@requires(Permission.WRITE_LISTINGS)
def check_need() -> str:
    """An empty form; nothing that is typed here is kept."""
    return render_template(
        "workspace/clarity.html", typed=dict.fromkeys(SENT, ""), clarity=None, industries=INDUSTRIES
    )


@blueprint.post("/check-need")
@requires(Permission.WRITE_LISTINGS)
@limiter.limit(RATE)
def read_need() -> str:
    """What is found: the panel alone for HTMX, the whole page otherwise."""
    typed = sent()
    clarity = show_clarity(read_typed_need(account(), typed), typed["industry"]) if told(typed) else None
    page = "clarity_panel" if request.headers.get("HX-Request") else "clarity"
    return render_template(
        f"workspace/{page}.html", typed=typed, clarity=clarity, industries=INDUSTRIES, address=None
    )


@blueprint.post("/listings/<code>/clarity")
@requires(Permission.WRITE_LISTINGS)
@limiter.limit(RATE)
def read_draft(code: str) -> str:
    """The panel beside a draft. `wrong` sets the finding about an aspect aside, `right` takes that back."""
    typed, listing = sent(), find_own(db(), account(), code)
    if wrong := request.form.get("wrong"):
        set_aside(db(), account(), code, wrong, typed, clock=collaborators().clock)
    if right := request.form.get("right"):
        take_back(db(), account(), code, right)
    clarity = None
    if told(typed):
        findings = read_typed_need(account(), typed)
        aside = aspects_set_aside(db(), listing.id, findings)
        clarity = show_clarity(findings, typed["industry"], aside)
    address = url_for("workspace.read_draft", code=code)
    return render_template("workspace/clarity_panel.html", clarity=clarity, address=address)


def sent() -> dict[str, str]:
    """What is typed, as it was sent."""
    return {name: request.form.get(name, "") for name in SENT}


def told(typed: Mapping[str, str]) -> bool:
    """Whether anything is written yet."""
    return any(typed[name].strip() for name in ("title", "summary", "description"))
