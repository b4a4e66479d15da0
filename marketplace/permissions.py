"""Who may do what: one table from permission to roles.

Object rules ("of one's own organization") are checked beside it with `require_member`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from marketplace.errors import NotAllowed, NotVerified
from marketplace.models.account import Role


class Permission(StrEnum):
    """An action a route or a service asks permission for."""

    READ_PUBLIC = "read_public"
    USE_WORKSPACE = "use_workspace"
    OPEN_WORKSPACE = "open_workspace"
    ANSWER_MATCH = "answer_match"
    WRITE_LISTINGS = "write_listings"
    ANSWER_BY_LINK = "answer_by_link"
    APPROACH = "approach"
    FOLLOW_UP = "follow_up"
    SUBMIT_LISTINGS = "submit_listings"
    READ_ORGANIZATION = "read_organization"
    MANAGE_ORGANIZATION = "manage_organization"
    INVITE_COLLEAGUES = "invite_colleagues"
    VERIFY_ORGANIZATIONS = "verify_organizations"
    MANAGE_ORGANIZATIONS = "manage_organizations"
    REVIEW_MATCHES = "review_matches"
    CHASE_PAIRS = "chase_pairs"
    MODERATE_LISTINGS = "moderate_listings"
    IMPORT_LISTINGS = "import_listings"
    RELEASE_LISTS = "release_lists"
    MANAGE_KINDS = "manage_kinds"
    RUN_MATCHING = "run_matching"
    READ_LEARNING = "read_learning"
    READ_AGREEMENT = "read_agreement"
    CHANGE_MATCHER = "change_matcher"
    READ_AUDIT = "read_audit"
    READ_ACCOUNTS = "read_accounts"
    MANAGE_ACCOUNTS = "manage_accounts"
    OWN_ACCOUNT = "own_account"
    READ_MAIL = "read_mail"


EVERYONE = frozenset({None, *Role})
SIGNED_IN = frozenset(Role)
SIDES = frozenset({Role.COMPANY, Role.DEMAND_OWNER})
STAFF = frozenset({Role.STAFF})

TABLE: dict[Permission, frozenset[Role | None]] = {
    Permission.READ_PUBLIC: EVERYONE,
    Permission.OWN_ACCOUNT: SIGNED_IN,
    Permission.USE_WORKSPACE: SIDES,
    Permission.OPEN_WORKSPACE: SIDES,
    Permission.ANSWER_MATCH: SIDES,
    Permission.WRITE_LISTINGS: SIDES,
    Permission.ANSWER_BY_LINK: EVERYONE,  # the link itself is the permission
    Permission.APPROACH: SIDES,
    Permission.FOLLOW_UP: SIDES,
    Permission.SUBMIT_LISTINGS: SIDES,
    Permission.READ_ORGANIZATION: SIDES,
    Permission.MANAGE_ORGANIZATION: SIDES,
    Permission.INVITE_COLLEAGUES: SIDES,
    Permission.VERIFY_ORGANIZATIONS: STAFF | {Role.ADMINISTRATOR},
    Permission.MANAGE_ORGANIZATIONS: frozenset({Role.ADMINISTRATOR}),
    Permission.REVIEW_MATCHES: STAFF,
    Permission.CHASE_PAIRS: STAFF,
    Permission.MODERATE_LISTINGS: STAFF,
    Permission.IMPORT_LISTINGS: STAFF,
    Permission.RELEASE_LISTS: STAFF,
    Permission.MANAGE_KINDS: STAFF,
    Permission.RUN_MATCHING: STAFF | {Role.ADMINISTRATOR},
    Permission.READ_LEARNING: STAFF | {Role.ADMINISTRATOR},
    Permission.READ_AGREEMENT: STAFF | {Role.ADMINISTRATOR, Role.AUDITOR},
    Permission.CHANGE_MATCHER: frozenset({Role.ADMINISTRATOR}),
    Permission.READ_AUDIT: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Permission.READ_ACCOUNTS: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Permission.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Permission.READ_MAIL: STAFF | {Role.ADMINISTRATOR},
}

# Of the sides, only those whose organization staff have verified: drafts and the organization's own page are
# open before, everything that is not public and everything that reaches others is not.
VERIFIED_ONLY = frozenset(
    {
        Permission.USE_WORKSPACE,
        Permission.ANSWER_MATCH,
        Permission.SUBMIT_LISTINGS,
        Permission.APPROACH,
        Permission.FOLLOW_UP,
        Permission.INVITE_COLLEAGUES,
    }
)
# Of the sides, only who manages the organization.
MANAGERS_ONLY = frozenset({Permission.MANAGE_ORGANIZATION, Permission.INVITE_COLLEAGUES})


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

    @property
    def is_manager(self) -> bool:
        """Whether the account manages its organization's people."""
        ...

    @property
    def organization_verified(self) -> bool:
        """Whether the account's organization is one that staff have verified."""
        ...


def allowed(actor: Actor | None, permission: Permission) -> bool:
    """Whether the actor (None: a visitor) holds the permission."""
    return _refusal(actor, permission) is None


def require(actor: Actor | None, permission: Permission) -> None:
    """Raise NotAllowed unless the actor holds the permission; NotVerified when only that is missing."""
    refusal = _refusal(actor, permission)
    if refusal is not None:
        raise refusal


def _refusal(actor: Actor | None, permission: Permission) -> NotAllowed | None:
    """Why the actor may not, or None."""
    role = actor.role if actor is not None else None
    if role not in TABLE[permission]:
        return NotAllowed("You are not allowed to do this.")
    if actor is None or role not in SIDES:
        return None
    if permission in VERIFIED_ONLY and not actor.organization_verified:
        return NotVerified("This opens once our staff have verified your organization.")
    if permission in MANAGERS_ONLY and not actor.is_manager:
        return NotAllowed("Only those who manage your organization may do this.")
    return None


def require_member(actor: Actor, organization_id: int) -> None:
    """Raise NotAllowed unless the actor belongs to the organization."""
    if actor.organization_id is None or actor.organization_id != organization_id:
        raise NotAllowed("This belongs to another organization.")
