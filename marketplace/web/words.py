"""The product's words in the reader's language: states, kinds, roles, reasons and the list's own vocabulary.

Data stays as it was written; these are labels. `value|word` in a template gives the label of any known value.
"""

from __future__ import annotations

from enum import StrEnum

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.models import (
    ApproachState,
    AssignmentState,
    FilePurpose,
    ImportState,
    InvitationState,
    Kind,
    KindSource,
    KindState,
    ListingState,
    MailState,
    MatcherVersionState,
    MatchState,
    Maturity,
    MeetingState,
    OrganizationState,
    OutcomeStage,
    OutcomeState,
    Proof,
    QuestionState,
    Role,
    SubmissionState,
    SuspendedFor,
    Verdict,
    VerificationDecision,
)

WORDS: dict[type[StrEnum], dict[str, LazyString]] = {
    SuspendedFor: {
        "idle": _l("not used for long"),
        "unconfirmed": _l("not confirmed this year"),
        "administrator": _l("by an administrator"),
    },
    Proof: {"authenticator": _l("Code of the authenticator"), "recovery_code": _l("Recovery code")},
    Kind: {"demand": _l("Demand"), "supply": _l("Supply")},
    ListingState: {
        "draft": _l("Draft"),
        "submitted": _l("Awaiting review"),
        "changes_requested": _l("Changes requested"),
        "published": _l("Published"),
        "withdrawn": _l("Withdrawn"),
        "expired": _l("Expired"),
        "fulfilled": _l("Fulfilled"),
    },
    MatchState: {
        "suggested": _l("To review"),
        "rejected": _l("Not recommended"),
        "recommended": _l("Recommended"),
        "accepted_by_demand": _l("Accepted by the demand side"),
        "accepted_by_supply": _l("Accepted by the supply side"),
        "declined": _l("Declined"),
        "introduced": _l("Introduced"),
        "meeting": _l("In talks"),
        "pilot": _l("Pilot"),
        "signed": _l("Signed"),
        "delivered": _l("Delivered"),
        "parked": _l("Parked"),
        "closed": _l("Closed"),
    },
    OutcomeStage: {"intent": _l("Intent"), "signed": _l("Signed"), "delivered": _l("Delivered")},
    OutcomeState: {
        "claimed": _l("Claimed, not confirmed"),
        "confirmed": _l("Confirmed"),
        "disputed": _l("Disputed"),
        "withdrawn": _l("Taken back"),
        "refused": _l("Not upheld"),
    },
    MeetingState: {
        "offered": _l("Times offered"),
        "agreed": _l("Agreed"),
        "held": _l("Held"),
        "not_held": _l("Did not take place"),
        "cancelled": _l("Called off"),
    },
    MatcherVersionState: {
        "candidate": _l("Candidate"),
        "active": _l("In service"),
        "retired": _l("No longer used"),
    },
    ImportState: {
        "reading": _l("Reading"),
        "previewed": _l("Ready to apply"),
        "refused": _l("Refused"),
        "applying": _l("Being applied"),
        "applied": _l("Applied"),
        "failed": _l("Failed"),
        "discarded": _l("Discarded"),
    },
    AssignmentState: {
        "preparing": _l("Being worked out"),
        "previewed": _l("Preview"),
        "applied": _l("In force"),
        "undone": _l("Taken back"),
        "replaced": _l("Replaced"),
        "discarded": _l("Discarded"),
        "failed": _l("Failed"),
    },
    FilePurpose: {
        "listing_attachment": _l("Attachment of a listing"),
        "organization_evidence": _l("Evidence of an organization"),
        "followup": _l("File of a pair"),
        "agreement": _l("Agreement"),
    },
    OrganizationState: {
        "unverified": _l("Not verified"),
        "submitted": _l("Being verified"),
        "more_asked": _l("More evidence asked for"),
        "verified": _l("Verified"),
        "refused": _l("Verification refused"),
        "suspended": _l("Suspended"),
        "merged": _l("Merged"),
    },
    SubmissionState: {
        "waiting": _l("Awaiting review"),
        "published": _l("Published"),
        "changes_requested": _l("Changes requested"),
        "replaced": _l("Replaced by a newer text"),
        "taken_back": _l("Taken back"),
    },
    ApproachState: {
        "waiting": _l("With staff"),
        "recommended": _l("Recommended"),
        "turned_down": _l("Not recommended"),
    },
    QuestionState: {
        "asked": _l("With staff"),
        "returned": _l("Given back"),
        "relayed": _l("Passed on"),
        "replied": _l("Reply with staff"),
        "answered": _l("Answered"),
    },
    MailState: {
        "queued": _l("Waiting"),
        "sending": _l("Being sent"),
        "sent": _l("Sent"),
        "captured": _l("Kept here"),
        "failed": _l("Not delivered"),
        "uncertain": _l("Not known whether sent"),
        "bounced": _l("Came back"),
        "cancelled": _l("Not needed any more"),
    },
    KindState: {"draft": _l("Draft"), "active": _l("In use"), "retired": _l("Retired")},
    KindSource: {"staff": _l("Matchmaking staff"), "verdict": _l("A verdict")},
    Role: {
        "company": _l("Company"),
        "demand_owner": _l("Demand owner"),
        "staff": _l("Matchmaking staff"),
        "administrator": _l("Administrator"),
        "auditor": _l("Auditor"),
        "integrator": _l("Integrator"),
    },
    Verdict: {"recommend": _l("Recommend"), "reject": _l("Reject"), "park": _l("Park")},
    VerificationDecision: {
        "approved": _l("Verified"),
        "more_asked": _l("More evidence asked for"),
        "refused": _l("Verification refused"),
    },
    InvitationState: {"sent": _l("Sent"), "accepted": _l("Accepted"), "revoked": _l("Revoked")},
    Maturity: {
        "概念验证": _l("Proof of concept"),
        "样机": _l("Prototype"),
        "试点应用": _l("Pilot use"),
        "规模化应用": _l("In use at scale"),
    },
}
INDUSTRIES: dict[str, LazyString] = {
    "智能制造": _l("Smart manufacturing"),
    "智慧交通": _l("Smart transport"),
    "智慧医疗": _l("Smart healthcare"),
    "城市治理": _l("City governance"),
    "普惠金融": _l("Inclusive finance"),
    "智慧农业": _l("Smart agriculture"),
    "智慧政务": _l("Digital government services"),
    "智慧水务": _l("Smart water"),
    "应急安全": _l("Emergency and safety"),
    "生态环境": _l("Environment"),
    "智慧能源": _l("Smart energy"),
    "智能空管": _l("Smart air traffic"),
    "智慧文旅": _l("Culture and tourism"),
    "智慧法治": _l("Law and justice"),
    "智慧教育": _l("Smart education"),
    "数字文创": _l("Digital creative industries"),
    "智慧社区": _l("Smart communities"),
    "算力与数据": _l("Computing and data"),
    "智慧建造": _l("Smart construction"),
    "智慧气象": _l("Smart meteorology"),
}
ORGANIZATION_TYPES: dict[str, LazyString] = {
    "企业": _l("Enterprise"),
    "政府部门": _l("Government body"),
    "事业单位": _l("Public institution"),
    "高校院所": _l("University or institute"),
    "医疗机构": _l("Medical institution"),
    "国有平台公司": _l("State-owned platform company"),
    "产业园区": _l("Industrial park"),
    "工厂": _l("Factory"),
}


def word(value: object) -> object:
    """The reader's word for a state, kind, role, industry or organization type; anything else unchanged."""
    if isinstance(value, StrEnum):
        return WORDS[type(value)][value.value]
    text = str(value)
    for known in (INDUSTRIES, ORGANIZATION_TYPES, WORDS[Maturity]):
        if text in known:
            return known[text]
    return value


def init_app(app: Flask) -> None:
    """Give templates the `word` filter."""
    app.jinja_env.filters["word"] = word
