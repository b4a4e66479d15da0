"""Taking back the consent to an introduction, and giving it again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from marketplace.errors import InvalidInput
from marketplace.models import Kind
from marketplace.permissions import Permission
from marketplace.services.answers.lock import LONGEST_NOTE
from marketplace.services.answers.read_own_pair import read_own_pair
from marketplace.services.introductions.consents import renew_consent, withdraw_consent
from marketplace.web.access import requires
from marketplace.web.consent_words import WITHDRAWAL_REASONS
from marketplace.web.context import account, collaborators, db
from marketplace.web.security import limiter
from marketplace.web.workspace.blueprint import MATCH, blueprint
from marketplace.web.workspace.forms import SideForm


class WithdrawalForm(SideForm):
    """Why a consent is taken back."""

    reason = RadioField(
        _l("Why do you take your consent back?"),
        [InputRequired(_l("Choose a reason."))],
        choices=[SelectChoice(code.value, text) for code, text in WITHDRAWAL_REASONS.items()],
    )
    note = TextAreaField(
        _l("Note for our staff"), [Length(max=LONGEST_NOTE, message=_l("The note is too long."))]
    )


@blueprint.get(f"{MATCH}/consent")
@requires(Permission.ANSWER_MATCH)
def consent(match_id: int) -> str:
    """What taking the consent back means, and the form for it."""
    wanted = request.args.get("side", "")
    return show_form(match_id, Kind(wanted) if wanted in set(Kind) else None, WithdrawalForm(formdata=None))


def show_form(match_id: int, side: Kind | None, form: WithdrawalForm) -> str:
    """The page; the form as it was sent when it must be mended."""
    pair = read_own_pair(db(), account(), match_id, side)
    form.side.data = pair.row.side.value
    return render_template("workspace/consent.html", pair=pair, form=form)


@blueprint.post(f"{MATCH}/consent/withdraw")
@requires(Permission.ANSWER_MATCH)
@limiter.limit("30/minute")
def withdraw_consent_given(match_id: int) -> ResponseReturnValue:
    """Close access at once."""
    form = WithdrawalForm()
    if form.side.data not in set(Kind):
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    side = form.chosen_side()
    if not form.validate():
        return show_form(match_id, side, form), 400
    sent = {"reason": form.reason.data, "note": form.note.data or "", "clock": collaborators().clock}
    try:
        withdraw_consent(db(), account(), match_id, side, **sent)
    except InvalidInput as error:
        form[error.field].errors = [_(error.message) % error.values if error.values else _(error.message)]
        return show_form(match_id, side, form), 400
    flash(_("Your consent is taken back. Contacts are hidden from both sides as of now."), "success")
    return redirect(url_for("workspace.match", match_id=match_id, side=side.value), code=303)


@blueprint.post(f"{MATCH}/consent/renew")
@requires(Permission.ANSWER_MATCH)
@limiter.limit("30/minute")
def renew_consent_given(match_id: int) -> ResponseReturnValue:
    """Consent again."""
    form = SideForm()
    if not form.validate():
        raise InvalidInput("The form is incomplete. Please open the pair again.")
    side = form.chosen_side()
    renew_consent(db(), account(), match_id, side, clock=collaborators().clock)
    flash(_("You have agreed again. The other side is told."), "success")
    return redirect(url_for("workspace.match", match_id=match_id, side=side.value), code=303)
