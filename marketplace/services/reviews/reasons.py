"""Why staff do not recommend a pair: each reason's code, its group, and what it brings about.

Codes are kept for good: verdicts of the past carry them. Their words are the web's (web/reason_words.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from marketplace.models import Kind


class RejectReason(StrEnum):
    """A reason staff may give, or once gave."""

    DIFFERENT_PROBLEM = "different_problem"
    DIFFERENT_SETTING = "different_setting"
    DIFFERENT_USERS = "different_users"
    DIFFERENT_SCALE = "different_scale"
    TOO_GENERAL = "too_general"
    PARTLY_COVERED = "partly_covered"

    CAPABILITY_MISSING = "capability_missing"
    BELOW_REQUIREMENT = "below_requirement"
    DATA_UNSUPPORTED = "data_unsupported"
    INTEGRATION_MISSING = "integration_missing"
    DEPLOYMENT_DIFFERS = "deployment_differs"
    NOT_MATURE = "not_mature"

    NO_CASE = "no_case"
    CLAIMS_UNPROVEN = "claims_unproven"
    FAILED_BEFORE = "failed_before"
    COPIED_TEXT = "copied_text"

    OVER_BUDGET = "over_budget"
    TOO_LATE = "too_late"
    REGION_NOT_SERVED = "region_not_served"
    COOPERATION_DIFFERS = "cooperation_differs"
    DATA_RULES = "data_rules"
    SECURITY_LEVEL = "security_level"
    DOMESTIC_PLATFORM = "domestic_platform"
    ON_SITE_SERVICE = "on_site_service"
    RIGHTS_DIFFER = "rights_differ"

    QUALIFICATION_MISSING = "qualification_missing"
    NO_CAPACITY = "no_capacity"
    ALREADY_PARTNERS = "already_partners"
    CONNECTED_PARTIES = "connected_parties"
    OPEN_DISPUTE = "open_dispute"
    SIDE_REFUSES = "side_refuses"

    NEED_UNCLEAR = "need_unclear"
    BUDGET_MISSING = "budget_missing"
    ACCEPTANCE_MISSING = "acceptance_missing"
    OFFER_UNCLEAR = "offer_unclear"
    FIGURES_MISSING = "figures_missing"
    ADVERTISING = "advertising"
    OUTDATED = "outdated"
    DUPLICATE = "duplicate"
    UNCLEAR_TEXT = "unclear_text"

    BUDGET_PENDING = "budget_pending"
    CALL_NOT_OPEN = "call_not_open"
    OWNER_ASKS_TO_WAIT = "owner_asks_to_wait"
    OTHER_PAIR_FIRST = "other_pair_first"
    OPINION_PENDING = "opinion_pending"

    OTHER = "other"


class ReasonGroup(StrEnum):
    """The headings the reasons stand under."""

    FIT = "fit"
    CAPABILITY = "capability"
    EVIDENCE = "evidence"
    CONSTRAINTS = "constraints"
    ORGANIZATION = "organization"
    LISTING = "listing"
    PROCEDURE = "procedure"
    OTHER = "other"


@dataclass(frozen=True)
class Consequence:
    """What choosing a reason brings about.

    `days` until the pair comes back by itself (None: it does not). `parks`: it is set aside and comes back
    where it stood; nothing is said of whether it fits. `blocks`: the two organizations are not paired any
    more. `mend`: the owner of that side is asked to mend the text. `teaches`: the matcher learns from it.
    `offered`: false for a code that is kept for what was said in the past.
    """

    group: ReasonGroup
    days: int | None = 90
    parks: bool = False
    blocks: bool = False
    mend: Kind | None = None
    teaches: bool = False
    offered: bool = True


def _teaching(group: ReasonGroup, days: int) -> Consequence:
    return Consequence(group, days, teaches=True)


def _mending(side: Kind | None, days: int | None = 30) -> Consequence:
    return Consequence(ReasonGroup.LISTING, days, mend=side)


def _parking(days: int) -> Consequence:
    return Consequence(ReasonGroup.PROCEDURE, days, parks=True)


R, G = RejectReason, ReasonGroup
CONSEQUENCES: Mapping[RejectReason, Consequence] = {
    R.DIFFERENT_PROBLEM: _teaching(G.FIT, 365),
    R.DIFFERENT_SETTING: _teaching(G.FIT, 365),
    R.DIFFERENT_USERS: _teaching(G.FIT, 365),
    R.DIFFERENT_SCALE: _teaching(G.FIT, 180),
    R.TOO_GENERAL: _teaching(G.FIT, 180),
    R.PARTLY_COVERED: _teaching(G.FIT, 180),
    R.CAPABILITY_MISSING: _teaching(G.CAPABILITY, 180),
    R.BELOW_REQUIREMENT: _teaching(G.CAPABILITY, 180),
    R.DATA_UNSUPPORTED: _teaching(G.CAPABILITY, 180),
    R.INTEGRATION_MISSING: _teaching(G.CAPABILITY, 180),
    R.DEPLOYMENT_DIFFERS: _teaching(G.CAPABILITY, 180),
    R.NOT_MATURE: Consequence(G.CAPABILITY, 180),
    R.NO_CASE: Consequence(G.EVIDENCE, 90),
    R.CLAIMS_UNPROVEN: Consequence(G.EVIDENCE, 90, mend=Kind.SUPPLY),
    R.FAILED_BEFORE: Consequence(G.EVIDENCE, 365),
    R.COPIED_TEXT: Consequence(G.EVIDENCE, 180, mend=Kind.SUPPLY),
    R.OVER_BUDGET: Consequence(G.CONSTRAINTS, 90),
    R.TOO_LATE: Consequence(G.CONSTRAINTS, 180),
    R.REGION_NOT_SERVED: Consequence(G.CONSTRAINTS, 180),
    R.COOPERATION_DIFFERS: Consequence(G.CONSTRAINTS, 90),
    R.DATA_RULES: Consequence(G.CONSTRAINTS, 180),
    R.SECURITY_LEVEL: Consequence(G.CONSTRAINTS, 180),
    R.DOMESTIC_PLATFORM: Consequence(G.CONSTRAINTS, 180),
    R.ON_SITE_SERVICE: Consequence(G.CONSTRAINTS, 90),
    R.RIGHTS_DIFFER: Consequence(G.CONSTRAINTS, 90),
    R.QUALIFICATION_MISSING: Consequence(G.ORGANIZATION, 180),
    R.NO_CAPACITY: Consequence(G.ORGANIZATION, 60),
    R.ALREADY_PARTNERS: Consequence(G.ORGANIZATION, 365),
    R.CONNECTED_PARTIES: Consequence(G.ORGANIZATION, None, blocks=True),
    R.OPEN_DISPUTE: Consequence(G.ORGANIZATION, None, blocks=True),
    R.SIDE_REFUSES: Consequence(G.ORGANIZATION, None, blocks=True),
    R.NEED_UNCLEAR: _mending(Kind.DEMAND),
    R.BUDGET_MISSING: _mending(Kind.DEMAND),
    R.ACCEPTANCE_MISSING: _mending(Kind.DEMAND),
    R.OFFER_UNCLEAR: _mending(Kind.SUPPLY),
    R.FIGURES_MISSING: _mending(Kind.SUPPLY),
    R.ADVERTISING: _mending(Kind.SUPPLY),
    R.OUTDATED: _mending(None, 90),
    R.DUPLICATE: _mending(None, None),
    R.UNCLEAR_TEXT: Consequence(G.LISTING, 90, offered=False),  # it did not say which of the two texts
    R.BUDGET_PENDING: _parking(90),
    R.CALL_NOT_OPEN: _parking(60),
    R.OWNER_ASKS_TO_WAIT: _parking(30),
    R.OTHER_PAIR_FIRST: _parking(60),
    R.OPINION_PENDING: _parking(14),
    R.OTHER: Consequence(G.OTHER, 90),
}


def offered_reasons(*, parking: bool | None = None) -> Mapping[ReasonGroup, tuple[RejectReason, ...]]:
    """The reasons to choose from, by group; with `parking` only those that park (or do not)."""
    chosen = {
        group: tuple(
            code
            for code, brings in CONSEQUENCES.items()
            if brings.group is group and brings.offered and parking in (None, brings.parks)
        )
        for group in ReasonGroup
    }
    return {group: codes for group, codes in chosen.items() if codes}


TEACHING = frozenset(code.value for code, brings in CONSEQUENCES.items() if brings.teaches)

# Reviews written when a side declined carry one of these; staff cannot choose them.
DECLINE_CONFIRMED = "decline_confirmed"
DECLINE_OVERRIDDEN = "decline_overridden"


def group_of(code: str | None) -> ReasonGroup | None:
    """The group of a reason's code; None for none and for a settled decline's."""
    return CONSEQUENCES[RejectReason(code)].group if code in set(RejectReason) else None
