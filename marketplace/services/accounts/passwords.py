"""Passwords: hashed with Argon2id, compared without telling whether the account exists."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from marketplace.errors import InvalidInput
from marketplace.models import Account
from marketplace.services.accounts.guessable import is_guessable

# The second recommendation of OWASP's password storage cheat sheet: 19 MiB keeps a web worker small.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST = 10
LONGEST = 200
SHORTEST_NAME = 3


@cache
def _nobody() -> str:
    """The hash that stands in for an unknown account, so that its refusal takes as long as any other."""
    return unknown_password()


def unknown_password() -> str:
    """The hash of a password that nobody knows: its account is opened by a reset alone, if at all."""
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


def check_new_password(password: str, email: str, *, field: str, names: Sequence[str] = ()) -> None:
    """Raise InvalidInput, naming `field`, for a password that is easily guessed or too long.

    `names`: what its owner and their organization are called.
    """
    if len(password) < SHORTEST:
        raise InvalidInput("Use at least %(least)s characters.", field=field, least=SHORTEST)
    if len(password) > LONGEST:
        raise InvalidInput("Use at most %(most)s characters.", field=field, most=LONGEST)
    before, _, domain = email.lower().partition("@")
    if len(before) >= SHORTEST_NAME and before in password.lower():
        raise InvalidInput("Do not use your e-mail address in the password.", field=field)
    if any(len(name) >= 2 and name.lower() in password.lower() for name in names):
        raise InvalidInput("Do not use your name or your organization's in the password.", field=field)
    if len(set(password)) < 4:
        raise InvalidInput("Use more different characters.", field=field)
    if is_guessable(password, (before, *domain.split(".")[:-1], *names)):
        raise InvalidInput(
            "This password is among the first that are tried. Take a short sentence, or four words that "
            "have nothing to do with each other.",
            field=field,
        )


def names_of(account: Account) -> tuple[str, ...]:
    """What a password of the account must not be made of."""
    organization = account.organization
    return (account.display_name, *((organization.name,) if organization is not None else ()))


def new_session_key() -> str:
    """A key that no earlier session carries."""
    return secrets.token_urlsafe(18)
