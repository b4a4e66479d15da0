"""Passwords: hashed with Argon2id, compared without telling whether the account exists."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from marketplace.errors import InvalidInput

# The second recommendation of OWASP's password storage cheat sheet: 19 MiB keeps a web worker small.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST = 10
LONGEST = 200


@cache
def _nobody() -> str:
    """The hash that stands in for an unknown account, so that its refusal takes as long as any other."""
    return HASHER.hash(secrets.token_urlsafe(24))


def hash_password(password: str) -> str:
    """The Argon2id hash to keep; a salt of its own each time."""
    return HASHER.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. None (no such account) costs the same time and is False."""
    try:
        HASHER.verify(password_hash if password_hash is not None else _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


def check_new_password(password: str, email: str, *, field: str) -> None:
    """Raise InvalidInput, naming `field`, for a password that is easily guessed or too long."""
    if len(password) < SHORTEST:
        raise InvalidInput("Use at least %(least)s characters.", field=field, least=SHORTEST)
    if len(password) > LONGEST:
        raise InvalidInput("Use at most %(most)s characters.", field=field, most=LONGEST)
    if email.partition("@")[0].lower() in password.lower():
        raise InvalidInput("Do not use your e-mail address in the password.", field=field)
    if len(set(password)) < 4:
        raise InvalidInput("Use more different characters.", field=field)


def new_session_key() -> str:
    """A key that no earlier session carries."""
    return secrets.token_urlsafe(18)
