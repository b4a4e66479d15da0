"""The token of a link: signed by the site, and kept only as a hash.

It is a Fernet token of random bytes under the site's own keys, so one that the site never made is refused
without asking the database, and the hash that is stored opens nothing.
"""

from __future__ import annotations

import os
from hashlib import sha256

from marketplace.errors import NotFound, UnreadableContact
from marketplace.models.encrypted import KEYRING

RANDOM_BYTES = 15
LONGEST = 200


def make_token() -> str:
    """A new token, of letters that an address may hold."""
    return KEYRING.encrypt(os.urandom(RANDOM_BYTES)).decode("ascii").rstrip("=")


def hash_of(token: str) -> str:
    """What of a token is kept. Raises NotFound when the site did not sign it."""
    if not token.isascii() or len(token) > LONGEST:
        raise _unknown()
    padded = token + "=" * (-len(token) % 4)
    try:
        KEYRING.decrypt(padded.encode("ascii"))
    except UnreadableContact:
        raise _unknown() from None
    return sha256(token.encode("ascii")).hexdigest()


def _unknown() -> NotFound:
    return NotFound("This link is not complete. Please copy the whole address out of the mail.")
