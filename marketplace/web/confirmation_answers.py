"""The answers of the yearly confirmation, as its form sends them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.services.recertification.confirm import Answered

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
