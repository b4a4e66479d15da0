"""The review queue and the lists of pairs beside it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.permissions import Permission
from marketplace.services.reviews.last_verdict import read_last_verdict
from marketplace.services.reviews.list_pairs import PairGroup, PairPage, list_by_time, list_pairs
from marketplace.services.reviews.progress import Progress, read_progress
from marketplace.services.reviews.read_queue import QueueRow, list_demands, list_holders, list_supplies
from marketplace.services.reviews.read_unserved import list_unserved
from marketplace.services.reviews.sequence import Desk, Order, first_waiting
from marketplace.services.second_reviews.waiting import count_blind
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.staff.addresses import by, read_id, read_order, read_page
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.staff.labels import ORDERS, PAIR_GROUPS
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


def order_tabs(current: Order) -> list[dict[str, Any]]:
    """The orders of the queue as links."""
    return [
        {
            "label": label,
            "current": order is current,
            "address": url_for("staff.queue", by=by(order)),
            "key": str(number),
        }
        for number, (order, label) in enumerate(ORDERS.items(), 1)
    ]


def listed(tab: str, order: Order) -> dict[str, Any]:
    """What the tab shows: listings with their pairs, or pairs one by one."""
    session, who = db(), account()
    rows: list[QueueRow] = []
    pairs: PairPage | None = None
    if tab == REVIEW and order in (Order.NEWEST, Order.LONGEST):
        pairs = list_by_time(session, who, order, read_page())
    elif tab == REVIEW:
        rows = list_demands(session, who) if order is Order.DEMAND else list_supplies(session, who)
    elif tab != UNSERVED:
        pairs = list_pairs(session, who, PairGroup(tab), read_page())
    return {"rows": rows, "pairs": pairs}


@blueprint.get("")
@requires(Permission.REVIEW_MATCHES)
def queue() -> str:
    """The queue in the order asked for, or the pairs of another tab."""
    session, who, clock = db(), account(), collaborators().clock
    tab, order = request.args.get("tab", REVIEW), read_order()
    if tab not in {group.value for group in PairGroup} | {UNSERVED}:
        tab = REVIEW
    progress = read_progress(session, who, clock=clock)
    return render_template(
        "staff/queue.html",
        tab=tab,
        tabs=queue_tabs(progress, tab),
        order=order,
        orders=order_tabs(order),
        by=by(order),
        progress=progress,
        now=clock.now(),
        holders=list_holders(session, who, clock=clock),
        blind=count_blind(session, who, clock=clock),
        unserved=list_unserved(session, who) if tab == UNSERVED else [],
        page_address=lambda number: url_for(
            "staff.queue", tab=None if tab == REVIEW else tab, by=by(order), page=number
        ),
        last=read_last_verdict(session, who, read_id("after")),
        **listed(tab, order),
        **run_context(),
    )


@blueprint.get("/next")
@requires(Permission.REVIEW_MATCHES)
def next_pair() -> ResponseReturnValue:
    """The pair at the head of the queue, or the queue when nothing waits."""
    order = read_order()
    first = first_waiting(db(), order, Desk(account(), collaborators().clock.now()))
    if first is None:
        return redirect(url_for("staff.queue", by=by(order)))
    return redirect(url_for("staff.pair", match_id=first, by=by(order)))
