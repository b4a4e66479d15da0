"""Groups of notifications, paces and kinds of mail in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.models import MailKind, Pace, TopicGroup

# Each group: what it is called, and what is told in it.
GROUPS: Mapping[TopicGroup, tuple[LazyString, LazyString]] = {
    TopicGroup.PAIRS: (
        _l("Your pairs"),
        _l("A partner is recommended, the other side answers, contacts are released, a pair is closed."),
    ),
    TopicGroup.REMINDERS: (
        _l("What waits for you"),
        _l("A step is due from you: an answer, a meeting, a report."),
    ),
    TopicGroup.LISTINGS: (
        _l("Your listings"),
        _l("A listing is published, sent back for changes, or about to expire."),
    ),
    TopicGroup.SAVED_SEARCHES: (
        _l("Saved searches"),
        _l("New listings that answer a search you saved."),
    ),
    TopicGroup.DUTIES: (
        _l("Duties of the office"),
        _l("Pairs that stall, organizations and listings to look at, mail that did not arrive."),
    ),
    TopicGroup.ACCOUNT: (
        _l("The safety of your account"),
        _l("Links to sign in or reset a password, and changes to your account."),
    ),
}
PACES: Mapping[Pace, LazyString] = {
    Pace.AT_ONCE: _l("At once"),
    Pace.DAILY: _l("Once a day"),
    Pace.NEVER: _l("No mail"),
}
MAIL_KINDS: Mapping[MailKind, LazyString] = {
    MailKind.AT_ONCE: _l("At once"),
    MailKind.DIGEST: _l("Mail of the day"),
    MailKind.DIRECT: _l("Message of its own"),
}


def group_name(group: TopicGroup) -> str:
    """What a group is called."""
    return str(GROUPS[group][0])


def init_app(app: Flask) -> None:
    """Give templates the words of mail."""
    app.jinja_env.filters["pace_word"] = lambda pace: PACES[Pace(pace)]
    app.jinja_env.filters["mail_kind_word"] = lambda kind: MAIL_KINDS[MailKind(kind)]
