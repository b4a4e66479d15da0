"""What is held about a person, in words: each thing with its value, why it is kept and since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _

from marketplace.models import AccountSession, AuditEvent
from marketplace.services.introductions.ledger import LedgerEntry
from marketplace.services.own_data.read import OwnData
from marketplace.web.decline_words import decline_reason
from marketplace.web.event_words import action_word, entity_word
from marketplace.web.language import LANGUAGES
from marketplace.web.words import word


@dataclass(frozen=True)
class Held:
    """One thing that is kept."""

    what: str
    value: str
    why: str
    since: datetime


def held_of(data: OwnData) -> list[Held]:
    """Everything but the ledger and the trail, which are tables of their own."""
    return [*_of_account(data), *_of_signing_in(data), *_of_contacts(data), *_of_decisions(data)]


def by_purpose(held: Sequence[Held]) -> list[tuple[str, list[Held]]]:
    """Things kept for the same purpose together, in the order of the first of each."""
    groups: dict[str, list[Held]] = {}
    for one in held:
        groups.setdefault(one.why, []).append(one)
    return list(groups.items())


def _of_account(data: OwnData) -> Iterator[Held]:
    account = data.account
    signing_in, since = _("to sign you in and to name you to colleagues and staff"), account.created_at
    yield Held(_("Name"), account.display_name, signing_in, since)
    yield Held(_("E-mail address"), account.email, _("to sign you in and to write to you"), since)
    yield Held(_("Role"), str(word(account.role)), _("to know what you may do here"), since)
    if account.organization is not None:
        yield Held(
            _("Organization"), account.organization.name, _("to know for whom you act"), account.created_at
        )
    yield Held(
        _("Language"),
        LANGUAGES.get(account.language, account.language),
        _("to show pages and mails in your language"),
        since,
    )
    if account.last_signed_in_at is not None:
        yield Held(
            _("Last sign-in"),
            str(format_datetime(account.last_signed_in_at, "yyyy-MM-dd HH:mm")),
            _("to find accounts that nobody uses, and strangers in yours"),
            account.last_signed_in_at,
        )


def _of_signing_in(data: OwnData) -> Iterator[Held]:
    if data.factor_since is not None:
        yield Held(
            _("Two-step sign-in"),
            _("On"),
            _("to keep others out who know your password; the key is stored encrypted"),
            data.factor_since,
        )
    if data.factor_since is not None and data.codes_left:
        yield Held(
            _("Recovery codes"),
            str(data.codes_left),
            _("to let you in without your phone; only what they can be checked by is kept"),
            data.factor_since,
        )
    if data.new_address is not None:
        yield Held(
            _("New e-mail address that waits to be confirmed"),
            data.new_address.email,
            _("because you asked to sign in with it"),
            data.new_address.created_at,
        )
    if data.sessions:
        yield Held(
            _("Sessions"),
            str(len(data.sessions)),
            _("to show you where you were signed in; forgotten a month after their last use"),
            data.sessions[-1].created_at,
        )
    for search in data.searches:
        yield Held(
            _("Saved search"), search.name, _("because you asked to hear of new results"), search.created_at
        )


def _of_contacts(data: OwnData) -> Iterator[Held]:
    why = _("so that the other side of a pair can reach you once both sides have agreed")
    for listing, contact in data.contacts:
        value = f"{contact.name} · {contact.phone} · {contact.email}"
        yield Held(_("Contact of listing %(code)s", code=listing.code), value, why, listing.created_at)


def _of_decisions(data: OwnData) -> Iterator[Held]:
    for answer in data.answers:
        said = _("accepted") if answer.accepted else f"{_('declined')} {decline_reason(answer.reason)}"
        yield Held(
            _("Answer to pair %(number)s", number=answer.match_id),
            f"{said} {answer.note}".strip(),
            _("it is the consent, or its refusal, that the pair rests on"),
            answer.created_at,
        )
    for review in data.reviews:
        yield Held(
            _("Verdict on pair %(number)s", number=review.match_id),
            f"{word(review.verdict)} {review.note}".strip(),
            _("an official decision that must stay explained"),
            review.created_at,
        )
    for one in data.written:
        yield Held(
            f"{entity_word(one.table)} {one.number}",
            one.text,
            _("because you wrote or sent it; the record of the pair or decision rests on it"),
            one.since,
        )


def as_document(data: OwnData, events: list[AuditEvent], *, at: datetime) -> dict[str, Any]:
    """All of it as one JSON document."""
    return {
        "made_at": at.isoformat(),
        "account_id": data.account.id,
        "held": [asdict(one) | {"since": one.since.isoformat()} for one in held_of(data)],
        "sessions": [_session(one) for one in data.sessions],
        "your_contact_was_seen": [_showing(entry) for entry in data.shown if _is_own(data, entry)],
        "you_saw": [_showing(entry) for entry in data.seen],
        "trail": [
            {
                "at": event.at.isoformat(),
                "what": action_word(event.action),
                "of": f"{entity_word(event.entity_type)} {event.entity_id}",
            }
            for event in events
        ],
    }


def _session(one: AccountSession) -> dict[str, Any]:
    """One session: where it was begun, until when it was used, and whether it was ended by hand."""
    return {
        "browser": one.browser,
        "system": one.system,
        "network": one.address,
        "signed_in": one.created_at.isoformat(),
        "last_used": one.seen_at.isoformat(),
        "ended": one.revoked_at.isoformat() if one.revoked_at is not None else "",
    }


def _is_own(data: OwnData, entry: LedgerEntry) -> bool:
    return entry.listing.id in data.own_listings


def _showing(entry: LedgerEntry) -> dict[str, Any]:
    """One showing: whose contact, by whom, when, under which consent."""
    seen = entry.disclosure
    organization = seen.seen_for
    return {
        "listing": entry.listing.code,
        "contact_version": seen.contact_version,
        "pair": entry.match_id,
        "seen_by": seen.account.display_name if seen.account is not None else "link",
        "organization": organization.name if organization is not None else "",
        "at": seen.created_at.isoformat(),
        "consent_of": seen.consent.created_at.isoformat(),
    }
