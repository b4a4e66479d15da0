"""Who may do what: one table from permission to roles.

Object rules ("of one's own organization") are checked beside it with `require_member`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from marketplace.errors import NotAllowed
from marketplace.models.account import Role


class Permission(StrEnum):
    """An action a route or a service asks permission for."""

    READ_PUBLIC = "read_public"
    USE_WORKSPACE = "use_workspace"
    ANSWER_MATCH = "answer_match"
    REVIEW_MATCHES = "review_matches"
    MODERATE_LISTINGS = "moderate_listings"
    IMPORT_LISTINGS = "import_listings"
    RELEASE_LISTS = "release_lists"
    MANAGE_KINDS = "manage_kinds"
    RUN_MATCHING = "run_matching"
    READ_LEARNING = "read_learning"
    CHANGE_MATCHER = "change_matcher"
    READ_AUDIT = "read_audit"
    READ_ACCOUNTS = "read_accounts"
    MANAGE_ACCOUNTS = "manage_accounts"
    OWN_ACCOUNT = "own_account"


EVERYONE = frozenset({None, *Role})
SIGNED_IN = frozenset(Role)
SIDES = frozenset({Role.COMPANY, Role.DEMAND_OWNER})
STAFF = frozenset({Role.STAFF})

TABLE: dict[Permission, frozenset[Role | None]] = {
    Permission.READ_PUBLIC: EVERYONE,
    Permission.OWN_ACCOUNT: SIGNED_IN,
    Permission.USE_WORKSPACE: SIDES,
    Permission.ANSWER_MATCH: SIDES,
    Permission.REVIEW_MATCHES: STAFF,
    Permission.MODERATE_LISTINGS: STAFF,
    Permission.IMPORT_LISTINGS: STAFF,
    Permission.RELEASE_LISTS: STAFF,
    Permission.MANAGE_KINDS: STAFF,
    Permission.RUN_MATCHING: STAFF | {Role.ADMINISTRATOR},
    Permission.READ_LEARNING: STAFF | {Role.ADMINISTRATOR},
    Permission.CHANGE_MATCHER: frozenset({Role.ADMINISTRATOR}),
    Permission.READ_AUDIT: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Permission.READ_ACCOUNTS: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Permission.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
}


class Actor(Protocol):
    """Whoever acts: an Account, or anything that has these."""

    @property
    def id(self) -> int:
        """The account's id."""
        ...

    @property
    def role(self) -> Role:
        """The account's one role."""
        ...

    @property
    def organization_id(self) -> int | None:
        """The organization the account belongs to, if any."""
        ...


def allowed(actor: Actor | None, permission: Permission) -> bool:
    """Whether the actor (None: a visitor) holds the permission."""
    return (actor.role if actor is not None else None) in TABLE[permission]


def require(actor: Actor | None, permission: Permission) -> None:
    """Raise NotAllowed unless the actor holds the permission."""
    if not allowed(actor, permission):
        raise NotAllowed("You are not allowed to do this.")


def require_member(actor: Actor, organization_id: int) -> None:
    """Raise NotAllowed unless the actor belongs to the organization."""
    if actor.organization_id is None or actor.organization_id != organization_id:
        raise NotAllowed("This belongs to another organization.")
