"""What somebody says about an organization or a person, checked and made plain."""

from __future__ import annotations

import unicodedata

from marketplace.errors import InvalidInput
from marketplace.models.vocabulary import ORGANIZATION_TYPES, REGIONS
from marketplace.services.organizations.credit_code import LENGTH, fault_of

LONGEST_NAME = 80
LONGEST_PERSON = 40
ELSEWHERE = "其他地区"
ALL_REGIONS = (*REGIONS, ELSEWHERE)


def check_line(text: str, most: int, *, field: str, missing: str) -> str:
    """One line of text. Raises InvalidInput with the message `missing` when there is none."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not line:
        raise InvalidInput(missing, field=field)
    if len(line) > most:
        raise InvalidInput("Use at most %(most)s characters.", field=field, most=most)
    if not line.isprintable():
        raise InvalidInput("This contains characters that cannot be stored.", field=field)
    return line


def check_credit_code(text: str, *, field: str = "code") -> str:
    """The unified social credit code in capitals, its check character verified. Raises InvalidInput."""
    code = "".join(unicodedata.normalize("NFKC", text).upper().replace("-", "").split())
    fault = fault_of(code)
    if fault == "length":
        raise InvalidInput(
            "The code has %(right)s characters; this has %(length)s.",
            field=field,
            right=LENGTH,
            length=len(code),
        )
    if fault == "character":
        raise InvalidInput(
            "The code has only digits and capital letters, and never I, O, S, V or Z. "
            "Compare it with the certificate.",
            field=field,
        )
    if fault == "check":
        raise InvalidInput(
            "This code is mistyped somewhere: its last character does not fit the others. "
            "Compare it with the certificate.",
            field=field,
        )
    return code


def check_type(text: str) -> str:
    """A type of organization the lists know. Raises InvalidInput."""
    if text not in ORGANIZATION_TYPES:
        raise InvalidInput("Choose what kind of organization it is.", field="organization_type")
    return text


def check_region(text: str) -> str:
    """A region the lists know, or elsewhere. Raises InvalidInput."""
    if text not in ALL_REGIONS:
        raise InvalidInput("Choose the region.", field="region")
    return text
