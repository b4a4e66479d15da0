"""The unified social credit code 统一社会信用代码 and its check character (GB 32100-2015)."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters in order of their values: digits and capitals without I, O, S, V, Z."""
LENGTH = 18
VALUES = {character: value for value, character in enumerate(ALPHABET)}


def check_character(code: str) -> str:
    """The check character for the first 17 characters of `code`.

    GB 32100-2015: C18 = 31 - (sum of Ci * 3^(i-1) mod 31 for i = 1..17) mod 31, and 31 stands for 0.
    Raises KeyError for a character outside ALPHABET.
    """
    total = sum(VALUES[character] * pow(3, place, 31) for place, character in enumerate(code[: LENGTH - 1]))
    return ALPHABET[(31 - total % 31) % 31]


def fault_of(code: str) -> str | None:
    """What is wrong with a code: "length", "character", "check", or None when it is well formed."""
    if len(code) != LENGTH:
        return "length"
    if any(character not in VALUES for character in code):
        return "character"
    return None if check_character(code) == code[-1] else "check"
