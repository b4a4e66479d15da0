"""Codes of an authenticator: RFC 6238 with what every authenticator knows (SHA-1, six digits, 30 seconds)."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from hmac import compare_digest

import pyotp

SECONDS = 30
DIGITS = 6
ISSUER = "Jingqiao"
"""What authenticators list the account under; some of them cannot show Chinese."""
DRIFT = 1
"""Steps that an authenticator's clock may be ahead or behind."""


def new_secret() -> str:
    """A secret of 160 random bits, in the letters that people can type."""
    return pyotp.random_base32()


def set_up_address(secret: str, email: str) -> str:
    """The otpauth address that an authenticator reads from the QR code."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS).provisioning_uri(
        name=email, issuer_name=ISSUER
    )


def in_groups(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def typed(text: str) -> str:
    """What was typed as it was meant: full-width digits are digits, spaces and hyphens are decoration."""
    return "".join(unicodedata.normalize("NFKC", text).replace("-", "").split())


def is_code(text: str) -> bool:
    """Whether it has the form of an authenticator's code."""
    return len(text) == DIGITS and text.isascii() and text.isdecimal()


def step_of(secret: str, code: str, *, at: datetime, after: int | None) -> int | None:
    """The time step whose code this is; None when there is none within DRIFT that is later than `after`."""
    now = int(at.timestamp()) // SECONDS
    otp = pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS)
    found = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if compare_digest(otp.generate_otp(step), code) and (after is None or step > after)
    ]
    return found[0] if found else None
