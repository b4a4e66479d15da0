"""A key that was shown and waits for its first code: sealed and handed to the page, kept nowhere here.

Whoever has only the session can neither read the offer that another page holds nor use one of their own.
"""

from __future__ import annotations

import json
from datetime import timedelta

from marketplace.errors import Gone, UnreadableContact
from marketplace.models import Account
from marketplace.models.encrypted import KEYRING
from marketplace.services.ports import Clock

LASTS = timedelta(minutes=30)
LONGEST = 1000


def seal_offer(account: Account, secret: str, *, clock: Clock) -> str:
    """The offer of this key to this account; worth nothing once the account's sessions have ended."""
    offer = {"to": account.get_id(), "secret": secret, "at": clock.now().timestamp()}
    return KEYRING.encrypt(json.dumps(offer).encode()).decode("ascii")


def open_offer(account: Account, sealed: str, *, clock: Clock) -> str:
    """The key that was offered. Raises Gone when its time is over, or it was not offered to this account."""
    too_late = Gone("That took too long. Enter your password again, and you get a new key.")
    if not sealed.isascii() or len(sealed) > LONGEST:
        raise too_late
    try:
        offer = json.loads(KEYRING.decrypt(sealed.encode("ascii")))
    except (UnreadableContact, ValueError):
        raise too_late from None
    if not isinstance(offer, dict) or offer.get("to") != account.get_id():
        raise too_late
    if clock.now().timestamp() - offer["at"] > LASTS.total_seconds():
        raise too_late
    return str(offer["secret"])
