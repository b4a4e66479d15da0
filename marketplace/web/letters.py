"""Mails in words: the templates of templates/email/, in the language of each reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from flask import Flask, render_template, url_for
from flask_babel import force_locale, gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.models import Listing, Mail, MailKind, Match, Notification, Pace, TopicGroup
from marketplace.services.notifications.pace import PACES
from marketplace.services.notifications.words import group_of
from marketplace.services.ports import Letter
from marketplace.web.group_words import group_name
from marketplace.web.language import CHINESE, LANGUAGES
from marketplace.web.notification_texts import Said, say, words_of
from marketplace.web.stop_tokens import Stop, make_token

GROUP_ORDER = list(TopicGroup)


@dataclass(frozen=True)
class Item:
    """One thing a mail tells of."""

    said: Said
    address: str


@dataclass(frozen=True)
class Section:
    """What a mail tells of one group of topics."""

    title: str
    items: Sequence[Item]


class Letters:
    """The site's LetterWriter; works outside of any request, so addresses begin as `site_url` says."""

    def __init__(self, app: Flask, site_url: str) -> None:
        """`site_url` without a slash at the end."""
        self._app, self._site_url = app, site_url

    def write(self, session: Session, mail: Mail) -> Letter:
        """The mail in its language."""
        with self._reading(mail):
            if mail.kind is MailKind.DIRECT:
                return self._direct(session, mail)
            return self._gathered(session, mail)

    def stop_address(self, session: Session, mail: Mail) -> str | None:
        """Where one click ends mails like it."""
        stop = _stop_of(session, mail)
        if stop is None:
            return None
        with self._reading(mail):
            return url_for("notifications.stop", stop_token=make_token(stop), _external=True)

    @contextmanager
    def _reading(self, mail: Mail) -> Iterator[None]:
        language = mail.language if mail.language in LANGUAGES else CHINESE
        with self._app.test_request_context(base_url=self._site_url + "/"), force_locale(language):
            yield

    def _direct(self, session: Session, mail: Mail) -> Letter:
        match = session.get(Match, mail.match_id) if mail.match_id is not None else None
        listing = session.get(Listing, mail.listing_id) if mail.listing_id is not None else None
        said = say(session, mail.topic or "", mail.account, match, listing, mail.details)
        link = mail.link or "/"
        address = link if "://" in link else self._site_url + link
        return self._letter(session, mail, said.subject, [Section("", [Item(said, address)])])

    def _gathered(self, session: Session, mail: Mail) -> Letter:
        told = session.scalars(
            select(Notification)
            .options(
                joinedload(Notification.match).joinedload(Match.demand),
                joinedload(Notification.match).joinedload(Match.supply),
                joinedload(Notification.listing),
            )
            .where(Notification.mail_id == mail.id)
            .order_by(Notification.id)
        ).all()
        sections = [
            Section(group_name(group), [self._item(session, one) for one in some])
            for group, some in groupby(sorted(told, key=_place), key=lambda one: group_of(one.topic))
            if group is not None
        ]
        first = sections[0].items[0].said.subject if sections else gettext("Jingqiao")
        if len(told) > 1:
            others = len(told) - 1
            first = ngettext(
                "%(first)s, and %(num)s more", "%(first)s, and %(num)s more", others, first=first
            )
        return self._letter(session, mail, first, sections)

    def _item(self, session: Session, one: Notification) -> Item:
        said = say(session, one.topic, one.account, one.match, one.listing, one.details)
        return Item(said, url_for("notifications.open_one", notification_id=one.id, _external=True))

    def _letter(self, session: Session, mail: Mail, subject: str, sections: Sequence[Section]) -> Letter:
        stop = _stop_of(session, mail)
        values = {
            "subject": subject,
            "sections": sections,
            "mail": mail,
            "site_address": url_for("public.home", _external=True),
            "preferences": url_for("notifications.preferences", _external=True) if mail.account_id else None,
            "stop": url_for("notifications.stop", stop_token=make_token(stop), _external=True)
            if stop
            else None,
        }
        return Letter(
            subject=f"{subject} · {gettext('Jingqiao')}",
            body=render_template("email/mail.txt", **values),
            html=render_template("email/mail.html", **values),
        )


def _place(one: Notification) -> tuple[int, int]:
    group = group_of(one.topic)
    return (GROUP_ORDER.index(group) if group is not None else len(GROUP_ORDER), one.id)


def _stop_of(session: Session, mail: Mail) -> Stop | None:
    """What one click on this mail ends; None for mails about the safety of an account."""
    if mail.listing_id is not None:
        return Stop(listing_id=mail.listing_id)
    if mail.account_id is None:
        return None
    if mail.kind is MailKind.DIGEST:
        return Stop(account_id=mail.account_id)
    groups = {group for topic in _topics(session, mail) if (group := group_of(topic)) is not None}
    switchable = [group for group in GROUP_ORDER if group in groups and Pace.NEVER in PACES[group]]
    return Stop(account_id=mail.account_id, groups=tuple(switchable)) if switchable else None


def _topics(session: Session, mail: Mail) -> Sequence[str]:
    if mail.kind is MailKind.DIRECT:
        return [mail.topic or ""] if words_of(mail.topic or "") is not None else []
    return session.scalars(select(Notification.topic).where(Notification.mail_id == mail.id)).all()
