"""Passwords that are guessed first: common words with a tail, walks over the keyboard, rows, repetitions.

The rule stands for a list: a password is undone step by step (capitals, letters written as digits, the digits
and signs put around a word) and refused when what remains is known. So `P@ssw0rd2026!` falls with `password`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

# What people type when asked for a password, in English, in pinyin and on this site.
WORDS = frozenset(Path(__file__).with_name("common_words.txt").read_text(encoding="ascii").split())
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
# Columns of the keyboard, walked downwards.
COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")
LETTERS_AS_DIGITS = str.maketrans("0134578@$!", "oieastbasi")
SHORTEST_TAIL = 4
"""Letters that must remain beside a known word before a password counts as more than that word."""


def is_guessable(password: str, names: Iterable[str] = ()) -> bool:
    """Whether the password is among those tried first; `names` are words close to its owner."""
    plain = password.lower()
    known = WORDS | {name for name in map(_letters, names) if len(name) >= 3}
    return _is_row(plain) or _is_repetition(plain) or any(_leans_on(form, known) for form in _forms(plain))


def _forms(plain: str) -> set[str]:
    """The letters of the password, as they are and with digits read as the letters they stand for.

    A tail of digits is cut off before it could be read as letters: the 2026 of `password2026`.
    """
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return {_letters(plain), _letters(core), _letters(core.translate(LETTERS_AS_DIGITS))}


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())


def _leans_on(letters: str, known: Iterable[str]) -> bool:
    """Whether hardly anything remains when the known words are taken out."""
    if not letters:
        return False
    for word in sorted((word for word in known if word in letters), key=len, reverse=True):
        letters = letters.replace(word, "")
        if len(letters) < SHORTEST_TAIL:
            return True
    return False


def _is_row(plain: str) -> bool:
    """Whether it is walked along rows and columns of the keyboard or the alphabet, or is all digits."""
    if plain.isdecimal():
        return True  # ten digits are a telephone number or a date
    near = {pair for row in (*ROWS, *COLUMNS) for pair in (*pairwise(row), *pairwise(row[::-1]))}
    steps = sum(pair in near or pair[0] == pair[1] for pair in pairwise(plain))
    return steps >= 0.7 * (len(plain) - 1)


def _is_repetition(plain: str) -> bool:
    """Whether one short piece is said again and again."""
    return any(
        plain == (plain[:length] * (len(plain) // length + 1))[: len(plain)]
        for length in range(1, min(5, len(plain) // 2 + 1))
    )
