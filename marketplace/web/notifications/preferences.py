"""When mail comes: one's choices."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.models import Pace, TopicGroup
from marketplace.permissions import Permission
from marketplace.services.notifications.pace import PACES
from marketplace.services.notifications.preferences import choose_paces, read_preferences
from marketplace.services.notifications.undelivered import last_trouble
from marketplace.web.access import requires
from marketplace.web.context import account, collaborators, db
from marketplace.web.group_words import GROUPS
from marketplace.web.notifications.blueprint import blueprint
from marketplace.web.site_settings import settings_of_site


@blueprint.get("/notifications/preferences")
@requires(Permission.OWN_ACCOUNT)
def preferences() -> ResponseReturnValue:
    """Each group of topics with the paces there are for it."""
    chosen = read_preferences(db(), account())
    return render_template(
        "notifications/preferences.html",
        groups=[(group, *GROUPS[group], PACES[group], pace) for group, pace in chosen.items()],
        trouble=last_trouble(db(), account()),
        digest_hour=settings_of_site().digest_hour,
        keeps_mail=settings_of_site().mail_server is None,
    )


@blueprint.post("/notifications/preferences")
@requires(Permission.OWN_ACCOUNT)
def save_preferences() -> ResponseReturnValue:
    """Keep what was chosen; what the form does not name stays."""
    known = {pace.value for pace in Pace}
    chosen = {
        group: Pace(value)
        for group in read_preferences(db(), account())
        if (value := request.form.get(group.value, "")) in known and len(PACES[TopicGroup(group)]) > 1
    }
    choose_paces(db(), account(), chosen, clock=collaborators().clock)
    flash(_("Your choices are saved."), "success")
    return redirect(url_for("notifications.preferences"))
