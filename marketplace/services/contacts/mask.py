"""A contact as it looks to who may know that there is one: 张**, 138****5678, z***@example.cn."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.models import ListingContact

STARS = "***"
LEAST_DIGITS = 7
"""A shorter number is hidden whole but for its last two digits: its ends would be most of it."""


@dataclass(frozen=True)
class MaskedContact:
    """Enough to recognize a contact one knows already, too little to reach anybody."""

    name: str
    phone: str
    email: str


def mask_contact(contact: ListingContact) -> MaskedContact:
    """The contact, masked."""
    return MaskedContact(mask_name(contact.name), mask_phone(contact.phone), mask_address(contact.email))


def mask_name(name: str) -> str:
    """The first character and two stars, whatever the length: 张**."""
    return f"{name.strip()[:1]}**" if name.strip() else ""


def mask_phone(phone: str) -> str:
    """The first three and last four digits of a long number: 138****5678."""
    digits = "".join(character for character in phone if character.isdigit())
    if not digits:
        return ""
    if len(digits) < LEAST_DIGITS + 3:
        return f"****{digits[-2:]}"
    return f"{digits[:3]}****{digits[-4:]}"


def mask_address(email: str) -> str:
    """The first letter and the domain: z***@example.cn."""
    name, _, domain = email.strip().partition("@")
    return f"{name[:1]}{STARS}@{domain}" if domain else (STARS if name else "")
