"""Columns whose values are encrypted at rest: personal contacts, and files that hold some.

The keys are Fernet's (AES-128-CBC with HMAC-SHA256). The newest encrypts, each of them decrypts, so keys are
changed without a pause: put the new one first, rotate, take the old one away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, LargeBinary, Text
from sqlalchemy.sql.operators import OperatorType, is_, is_not
from sqlalchemy.types import TypeDecorator

from marketplace.errors import UnreadableContact
from marketplace.settings import Settings


def keys_of_environment() -> Sequence[str]:
    """The keys of a process that was told nothing else."""
    return Settings().encryption_keys()


class Keyring:
    """The process's keys, read when first needed. Read from many threads, set only where a process starts."""

    def __init__(self) -> None:
        self._source: Callable[[], Sequence[str]] = keys_of_environment
        self._opened: MultiFernet | None = None

    def use(self, source: Callable[[], Sequence[str]]) -> None:
        """Take the keys from `source`, newest first, when next needed."""
        self._source, self._opened = source, None

    def encrypt(self, value: bytes) -> bytes:
        """A token of the newest key."""
        return self._keys().encrypt(value)

    def decrypt(self, token: bytes) -> bytes:
        """What the token holds. Raises UnreadableContact when no key opens it."""
        try:
            return self._keys().decrypt(token)
        except InvalidToken:
            raise _unreadable() from None

    def rotate(self, token: bytes) -> bytes:
        """The same value under the newest key. Raises UnreadableContact when no key opens it."""
        try:
            return self._keys().rotate(token)
        except InvalidToken:
            raise _unreadable() from None

    def _keys(self) -> MultiFernet:
        if self._opened is None:
            self._opened = MultiFernet([Fernet(key) for key in self._source()])
        return self._opened


def _unreadable() -> UnreadableContact:
    return UnreadableContact(
        "Contact details stored here cannot be read: no key in %(setting)s opens them. "
        "Whoever runs this site must put back the key they were written with.",
        setting="JINGQIAO_CONTACT_KEYS",
    )


KEYRING = Keyring()


class _NeverCompared(TypeDecorator.Comparator[Any]):
    """Two tokens of one value differ: a comparison in SQL would silently find nothing."""

    def operate(self, op: OperatorType, *other: Any, **options: Any) -> Any:
        if op in (is_, is_not):
            return super().operate(op, *other, **options)
        raise TypeError("an encrypted column cannot be compared or sorted in SQL; read it and compare")


class EncryptedText(TypeDecorator[str]):
    """Text, encrypted in the database and plain in Python."""

    impl = Text
    cache_ok = True
    comparator_factory = _NeverCompared

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        return None if value is None else KEYRING.encrypt(value.encode()).decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out. Raises UnreadableContact."""
        return None if value is None else KEYRING.decrypt(value.encode()).decode()


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes, encrypted in the database and plain in Python; none stay none, as of a file that was dropped."""

    impl = LargeBinary
    cache_ok = True
    comparator_factory = _NeverCompared

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return KEYRING.encrypt(value) if value else value

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Decrypt on the way out. Raises UnreadableContact."""
        return KEYRING.decrypt(bytes(value)) if value else value
