"""What the matcher learns from verdicts: versions, what a candidate would change, drift, agreement."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from marketplace.errors import InvalidInput, WrongState
from marketplace.permissions import Permission
from marketplace.services.learning.promote import promote_version
from marketplace.services.learning.retrain import retrain_matcher
from marketplace.services.learning.rollback import roll_back
from marketplace.services.learning.show import show_learning
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.explanations import part_label
from marketplace.web.staff.blueprint import blueprint
from matching.learning.drift import SHIFTED, STABLE
from matching.learning.settings import LearningSettings
from matching.learning.shipped import learning_curve

# The worlds of the shipped simulation, in words.
WORLDS: Mapping[str, LazyString] = {
    "synthetic": _l("Made-up signals that the shipped weights misjudge"),
    "hashing": _l("Lists of unseen kinds of problem, with an encoder nobody trained"),
    "default": _l("Lists of unseen kinds of problem, with the default encoder"),
}
MANNERS: Mapping[str, LazyString] = {
    "loud": _l("turns every other verdict around"),
    "quiet": _l("judges everything else truly"),
    "focused": _l("judges only those two organizations"),
}


class VersionForm(FlaskForm):  # type: ignore[misc]
    """Which version the page showed."""

    version_id = IntegerField(validators=[InputRequired(), NumberRange(1, 2**63 - 1)])


blueprint.add_app_template_filter(part_label, "part_word")


@blueprint.app_template_filter("shift_word")
def shift_word(shift: float) -> str:
    """How a population stability index reads."""
    if shift < STABLE:
        return str(gettext("stable"))
    return str(gettext("shifted")) if shift >= SHIFTED else str(gettext("moving"))


@blueprint.get("/learning")
@requires(Permission.READ_LEARNING)
def learning() -> str:
    """The page."""
    return render_template(
        "staff/learning/show.html",
        file=show_learning(db(), account()),
        curve=learning_curve(),
        worlds=WORLDS,
        manners=MANNERS,
        settings=LearningSettings(),
    )


@blueprint.post("/learning/retrain")
@requires(Permission.CHANGE_MATCHER)
def retrain() -> ResponseReturnValue:
    """Make a candidate now instead of tonight."""
    try:
        version = retrain_matcher(db(), account(), clock=collaborators().clock)
    except WrongState as early:
        flash(gettext(early.message, **early.values), "info")
    else:
        flash(gettext("Version %(number)s is what the verdicts teach.", number=version.id), "success")
    return redirect(url_for("staff.learning"), 303)


@blueprint.post("/learning/promote")
@requires(Permission.CHANGE_MATCHER)
def promote() -> ResponseReturnValue:
    """Put the candidate the page showed into service."""
    form = VersionForm()
    if not form.validate_on_submit():
        raise InvalidInput("The form is incomplete. Please open the page again.")
    outside = collaborators()
    version = promote_version(db(), account(), form.version_id.data, clock=outside.clock, jobs=outside.jobs)
    flash(
        gettext("Version %(number)s is in service; everything is matched anew.", number=version.id), "success"
    )
    return redirect(url_for("staff.learning"), 303)


@blueprint.post("/learning/roll-back")
@requires(Permission.CHANGE_MATCHER)
def take_version_back() -> ResponseReturnValue:
    """Put what was in service before into service again."""
    before = roll_back(db(), account(), jobs=collaborators().jobs)
    if before is None:
        flash(gettext("The shipped weights are in service again; everything is matched anew."), "success")
    else:
        flash(
            gettext("Version %(number)s is in service again; everything is matched anew.", number=before.id),
            "success",
        )
    return redirect(url_for("staff.learning"), 303)
