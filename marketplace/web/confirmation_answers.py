"""The yearly confirmation of accounts: its form, for managers and for administrators."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.errors import InvalidInput
from marketplace.services.recertification.confirm import Answered, accounts_to_confirm, answer_confirmations
from marketplace.web.context import account, collaborators, db
from marketplace.web.faults import message_of

NAME = "account_"
LONGEST = 18
KEEP, SUSPEND = "keep", "suspend"


def answers_of(form: Mapping[str, str]) -> tuple[set[int], set[int]]:
    """The accounts to keep and those to suspend."""
    given: dict[str, set[int]] = {KEEP: set(), SUSPEND: set()}
    for name, answer in form.items():
        number = name.removeprefix(NAME)
        if name.startswith(NAME) and number.isdecimal() and len(number) <= LONGEST and answer in given:
            given[answer].add(int(number))
    return given[KEEP], given[SUSPEND]


def what_was_answered(done: Answered) -> str:
    """What to say of it."""
    kept = ngettext("%(num)s account is confirmed", "%(num)s accounts are confirmed", done.kept)
    suspended = ngettext("%(num)s is suspended", "%(num)s are suspended", done.suspended)
    return str(_("%(kept)s, %(suspended)s.", kept=kept, suspended=suspended))


def confirm_on(template: str, endpoint: str) -> ResponseReturnValue:
    """Show or take the form of the page `template` at `endpoint`; who is left out waits on."""
    keep, suspend = answers_of(request.form)
    wrong = ""
    if request.method == "POST" and (keep or suspend):
        try:
            done = answer_confirmations(
                db(), account(), keep=keep, suspend=suspend, clock=collaborators().clock
            )
        except InvalidInput as error:
            wrong = message_of(error)
        else:
            flash(what_was_answered(done), "success")
            return redirect(url_for(endpoint), code=303)
    page = render_template(
        template,
        waiting=accounts_to_confirm(db(), account()),
        nothing_chosen=request.method == "POST" and not wrong,
        wrong=wrong,
        keep=keep,
        suspend=suspend,
    )
    return page, 400 if request.method == "POST" else 200
