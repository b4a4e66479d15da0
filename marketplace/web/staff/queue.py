"""The review queue and the lists of pairs beside it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.permissions import Permission
from marketplace.services.reviews.last_verdict import read_last_verdict
from marketplace.services.reviews.list_pairs import PairGroup, list_pairs
from marketplace.services.reviews.progress import Progress, read_progress
from marketplace.services.reviews.read_queue import list_demands, list_unserved
from marketplace.services.reviews.sequence import first_waiting
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.staff.addresses import read_id, read_page
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.staff.labels import PAIR_GROUPS
from marketplace.web.staff.runs import run_context

REVIEW, UNSERVED = "review", "unserved"


def queue_tabs(progress: Progress, current: str) -> list[dict[str, Any]]:
    """The tabs as the `tabs` macro takes them."""
    named: list[tuple[str, object, int]] = [(REVIEW, gettext("To review"), progress.left)]
    named += [(group.value, PAIR_GROUPS[group], progress.groups[group]) for group in PairGroup]
    named.append((UNSERVED, gettext("Unserved"), progress.unserved))
    return [
        {
            "label": label,
            "count": count,
            "current": name == current,
            "address": url_for("staff.queue", tab=None if name == REVIEW else name),
        }
        for name, label, count in named
    ]


@blueprint.get("")
@requires(Permission.REVIEW_MATCHES)
def queue() -> str:
    """The queue by demand, or the pairs of another tab."""
    session, who, clock = db(), account(), collaborators().clock
    tab = request.args.get("tab", REVIEW)
    groups = {group.value for group in PairGroup}
    if tab not in groups | {UNSERVED}:
        tab = REVIEW
    progress = read_progress(session, who, clock=clock)
    return render_template(
        "staff/queue.html",
        tab=tab,
        tabs=queue_tabs(progress, tab),
        progress=progress,
        now=clock.now(),
        demands=list_demands(session, who) if tab == REVIEW else [],
        unserved=list_unserved(session, who) if tab in (REVIEW, UNSERVED) else [],
        pairs=list_pairs(session, who, PairGroup(tab), read_page()) if tab in groups else None,
        page_address=lambda number: url_for("staff.queue", tab=tab, page=number),
        last=read_last_verdict(session, who, read_id("after")),
        **run_context(),
    )


@blueprint.get("/next")
@requires(Permission.REVIEW_MATCHES)
def next_pair() -> ResponseReturnValue:
    """The pair at the head of the queue, or the queue when nothing waits."""
    first = first_waiting(db())
    return redirect(url_for("staff.pair", match_id=first) if first else url_for("staff.queue"))
