"""Signed tokens by which the reader of a mail stops mails like it, without signing in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from marketplace.errors import NotFound
from marketplace.models import TopicGroup


@dataclass(frozen=True)
class Stop:
    """Whose mail of which groups (none: all of the daily mail's); or a listing's contact's mail."""

    account_id: int | None = None
    groups: tuple[TopicGroup, ...] = ()
    listing_id: int | None = None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="stop-mail")


def make_token(stop: Stop) -> str:
    """The token; it does not expire, for old mails must still be stoppable, and it can do nothing else."""
    return str(
        _serializer().dumps([stop.account_id, [group.value for group in stop.groups], stop.listing_id])
    )


def read_token(token: str) -> Stop:
    """What a token stops. Raises NotFound for one that this site did not make."""
    try:
        account_id, groups, listing_id = _serializer().loads(token)
    except BadSignature:
        raise NotFound("This link is not complete. Copy the whole address from the mail.") from None
    return Stop(account_id, tuple(TopicGroup(group) for group in groups), listing_id)
