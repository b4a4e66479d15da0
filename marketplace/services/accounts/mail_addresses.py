"""E-mail addresses: what is one, and how one is shown to those who need not know all of it."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from marketplace.errors import InvalidInput

LONGEST = 200


def check_email(email: str, *, field: str = "email") -> str:
    """The address in small letters. Raises InvalidInput when it is none.

    Whether its domain takes mail is not asked: the link that is mailed proves more.
    """
    try:
        found = validate_email(email.strip()[: LONGEST + 1], check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise InvalidInput("This is not an e-mail address.", field=field) from None
    return found.normalized.lower()


def mask_email(email: str) -> str:
    """The address with all but its first letter and its last domain part hidden: `a***@***.cn`."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}***@***.{domain.rpartition('.')[2]}"


def domain_of(email: str) -> str:
    """Whose mail it is: the part behind the sign."""
    return email.rpartition("@")[2]
