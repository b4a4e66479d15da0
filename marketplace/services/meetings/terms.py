"""What an offer of times must say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from marketplace.errors import InvalidInput
from marketplace.services.followups.texts import LONGEST_LINE, check_text

MOST_SLOTS = 5
LENGTHS = (30, 45, 60, 90, 120, 180)
FARTHEST = timedelta(days=180)


@dataclass(frozen=True)
class Offer:
    """Times offered (aware), how long, and where: a place, a link, or both."""

    slots: Sequence[datetime]
    minutes: int
    subject: str
    place: str = ""
    link: str = ""


def check_offer(offer: Offer, now: datetime) -> Offer:
    """The offer, tidied. Raises InvalidInput naming the field."""
    slots = sorted(set(offer.slots))
    if not slots:
        raise InvalidInput("Offer at least one time.", field="slot_1")
    if len(slots) > MOST_SLOTS:
        raise InvalidInput("Offer at most %(most)s times.", field="slot_1", most=MOST_SLOTS)
    if slots[0] <= now:
        raise InvalidInput("Every time offered must lie ahead.", field="slot_1")
    if slots[-1] > now + FARTHEST:
        raise InvalidInput("Offer times within the next half year.", field="slot_1")
    if offer.minutes not in LENGTHS:
        raise InvalidInput("Choose how long it takes.", field="minutes")
    place = check_text(offer.place, "place", most=LONGEST_LINE)
    link = check_link(offer.link)
    if not place and not link:
        raise InvalidInput("Say where: a place, or a link for a meeting online.", field="place")
    subject = check_text(offer.subject, "subject", most=LONGEST_LINE, needed=True)
    return Offer(slots, offer.minutes, subject, place, link)


def check_link(link: str) -> str:
    """A web address or nothing. Raises InvalidInput."""
    link = check_text(link, "link", most=500)
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        good = parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or any(letter.isspace() for letter in link):
        raise InvalidInput("The link must begin with https:// and be complete.", field="link")
    return link
