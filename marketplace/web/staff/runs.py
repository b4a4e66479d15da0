"""The latest matching run: how it stands, and asking for another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.permissions import Permission
from marketplace.services.matching.run import DONE, EMBEDDING, FAILED, RANKING, WAITING
from marketplace.services.matching.show_runs import show_runs
from marketplace.services.matching.start_run import start_run
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.staff.blueprint import blueprint

STAGES: Mapping[str, LazyString] = {
    WAITING: _l("Waiting to start"),
    EMBEDDING: _l("Reading the texts"),
    RANKING: _l("Comparing demands with supplies"),
    DONE: _l("Finished"),
    FAILED: _l("Failed"),
}


@blueprint.app_template_filter("run_stage")
def run_stage(stage: str) -> str:
    """What a stage of a run is called; one this version does not know keeps its own name."""
    return str(STAGES.get(stage, stage))


def run_context() -> dict[str, Any]:
    """What run.html shows."""
    run = next(iter(show_runs(db(), account(), limit=1)), None)
    return {"run": run, "under_way": run is not None and run.stage not in (DONE, FAILED)}


@blueprint.get("/run")
@requires(Permission.RUN_MATCHING)
def run_status() -> str:
    """How the latest run stands, as a fragment that asks for itself again while the run is under way."""
    return render_template("staff/run.html", polled=True, **run_context())


@blueprint.post("/run")
@requires(Permission.RUN_MATCHING)
def run_matching() -> ResponseReturnValue:
    """Ask for a run over all published listings, unless one is under way."""
    if run_context()["under_way"]:
        flash(gettext("Matching is already running."), "info")
    else:
        start_run(db(), account(), jobs=collaborators().jobs)
        flash(gettext("Matching was asked for. The queue fills as it comes along."), "success")
    return redirect(url_for("staff.queue"), 303)
