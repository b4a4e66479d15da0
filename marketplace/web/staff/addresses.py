"""Reads numbers from an address. What is no number is left out, never an error."""

from __future__ import annotations

from flask import request

from marketplace.services.reviews.sequence import Order

LAST_PAGE = 1_000_000
LAST_ID = 2**63 - 1


def read_page() -> int:
    """The page asked for, from 1."""
    return min(max(_number("page") or 1, 1), LAST_PAGE)


def read_id(name: str) -> int | None:
    """The id of a row, None when there is none or no row could have it."""
    number = _number(name)
    return number if number is not None and number <= LAST_ID else None


def read_order() -> Order:
    """The order in which the reader goes through the queue."""
    asked = request.args.get("by", "")
    return Order(asked) if asked in set(Order) else Order.DEMAND


def by(order: Order) -> str | None:
    """The order as an address carries it: the usual one needs no word."""
    return None if order is Order.DEMAND else order.value


def read_words(name: str, longest: int) -> str:
    """A text without characters that cannot be shown or stored."""
    text = request.args.get(name, "")[:longest]
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
