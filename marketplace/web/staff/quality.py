"""How good the matching is: a report drawn, its demands, two reports compared, and asking for another."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.errors import Conflict, EngineUnavailable, InvalidInput
from marketplace.permissions import Permission
from marketplace.services.quality.ask import ask_measurement
from marketplace.services.quality.compare import compare_quality
from marketplace.services.quality.demands import list_reported_demands
from marketplace.services.quality.measurement import FAILED, UNDER_WAY
from marketplace.services.quality.read import (
    OPEN_LIST,
    latest_measurement,
    list_reports,
    read_ablation,
    read_quality_report,
)
from marketplace.services.quality.reranker import read_reranker
from marketplace.services.quality.verdicts import count_verdicts
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.staff.addresses import read_words
from marketplace.web.staff.blueprint import blueprint
from marketplace.web.staff.quality_charts import diagram, group_lines, view_charts
from marketplace.web.staff.quality_words import MEASURES
from matching.evaluation.report import MEAN, Report

LONGEST = 64  # characters of a sector, a view, a key


@blueprint.get("/quality")
@requires(Permission.REVIEW_MATCHES)
def quality() -> str:
    """The newest report, or what to do to get one."""
    reports = list_reports(db(), account())
    return _show(reports[0].key if reports else None)


@blueprint.get("/quality/<report>")
@requires(Permission.REVIEW_MATCHES)
def quality_report(report: str) -> str:
    """One report."""
    return _show(report)


def _show(key: str | None) -> str:
    report = read_quality_report(db(), account(), key) if key is not None else None
    return render_template(
        "staff/quality/show.html",
        key=key,
        report=report,
        reports=list_reports(db(), account()),
        on_verdicts=key != OPEN_LIST,
        ablation=read_ablation(account()),
        mean=MEAN,
        measures=list(MEASURES),
        **_reranker(),
        **_progress(),
        **(_drawn(report, key) if report is not None and key is not None else {}),
    )


def _reranker() -> dict[str, Any]:
    """How the reranker fares; the page is of use without the engine, and says that it cannot tell."""
    try:
        return {
            "reranker": read_reranker(account(), engine=collaborators().engine),
            "reranker_unknown": False,
        }
    except EngineUnavailable:
        return {"reranker": None, "reranker_unknown": True}


def _drawn(report: Report, key: str) -> dict[str, Any]:
    curve = report["calibration"].get(MEAN)
    return {
        "charts": view_charts(report, key),
        "sectors": group_lines(report["sectors"], key, "sector"),
        "thirds": group_lines(report["thirds"], key, "third"),
        "points": diagram(curve) if curve else [],
    }


def _progress() -> dict[str, Any]:
    """How the evaluation asked for last stands, and on what another would be measured."""
    latest = latest_measurement(db(), account())
    return {
        "latest": latest,
        "under_way": latest is not None and latest.stage in UNDER_WAY,
        "failed": latest is not None and latest.stage == FAILED,
        "verdicts": count_verdicts(db(), account()),
    }


@blueprint.get("/quality/progress")
@requires(Permission.REVIEW_MATCHES)
def quality_progress() -> str:
    """How far the evaluation has come, as a fragment that asks for itself again."""
    return render_template("staff/quality/progress.html", polled=True, **_progress())


@blueprint.get("/quality/<report>/demands")
@requires(Permission.REVIEW_MATCHES)
def quality_demands(report: str) -> str:
    """The single demands behind a figure, the worst first."""
    found = read_quality_report(db(), account(), report)
    view = read_words("view", LONGEST)
    view = view if view in found["views"] else found["views"][0]
    sector = read_words("sector", LONGEST) if "sector" in request.args else None
    third = read_words("third", LONGEST) or None
    return render_template(
        "staff/quality/demands.html",
        key=report,
        report=found,
        view=view,
        sector=sector,
        third=third,
        demands=list_reported_demands(db(), account(), found, view, sector=sector, third=third),
    )


@blueprint.get("/quality/compare")
@requires(Permission.REVIEW_MATCHES)
def quality_compare() -> ResponseReturnValue:
    """Two reports side by side."""
    earlier, later = read_words("earlier", LONGEST), read_words("later", LONGEST)
    comparison, problem, status = None, None, 200
    try:
        if earlier and later:
            comparison = compare_quality(db(), account(), earlier, later)
    except InvalidInput as error:
        problem, status = gettext(error.message), 400
    page = render_template(
        "staff/quality/compare.html",
        reports=list_reports(db(), account()),
        earlier=earlier,
        later=later,
        comparison=comparison,
        problem=problem,
    )
    return page, status


@blueprint.post("/quality/measure")
@requires(Permission.REVIEW_MATCHES)
def quality_measure() -> ResponseReturnValue:
    """Ask for an evaluation on the verdicts."""
    try:
        ask_measurement(db(), account(), jobs=collaborators().jobs)
    except (Conflict, InvalidInput) as error:
        flash(gettext(error.message), "info")
    else:
        flash(gettext("The evaluation was asked for. It takes a few minutes."), "success")
    return redirect(url_for("staff.quality"), 303)
