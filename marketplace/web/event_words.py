"""What stands in the trail, in the reader's words: actions, things, states, causes, details.

Staff read the trail of one pair or listing, auditors all of it; both take the words from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from marketplace.models import (
    ApproachState,
    AssignmentState,
    AuditEvent,
    ImportState,
    InvitationState,
    KindState,
    ListingState,
    MailState,
    MatcherVersionState,
    MatchState,
    MeetingState,
    OrganizationState,
    OutcomeState,
    QuestionState,
    SubmissionState,
    SuspendedFor,
)
from marketplace.web.action_words import ACTIONS
from marketplace.web.closing_words import turn_down_words
from marketplace.web.consent_words import withdrawal_reason
from marketplace.web.decline_words import decline_reason
from marketplace.web.exchange_words import return_reason
from marketplace.web.field_words import field_word
from marketplace.web.followup_words import closing_reason
from marketplace.web.organization_words import refusal_reason
from marketplace.web.verdict_words import verdict_reason, withdraw_reason
from marketplace.web.words import word

ENTITIES: Mapping[str, LazyString] = {
    "accounts": _l("Account"),
    "answer_links": _l("Link to answer"),
    "contact_links": _l("Link to a contact"),
    "approaches": _l("Interest or invitation"),
    "assignments": _l("Global assignment"),
    "audit_events": _l("Audit trail"),
    "disclosures": _l("Disclosure"),
    "follow_ups": _l("Entry of a pair"),
    "import_batches": _l("Import"),
    "introductions": _l("Introduction"),
    "listing_submissions": _l("Handed-in text"),
    "invitations": _l("Invitation"),
    "listings": _l("Listing"),
    "consent_withdrawals": _l("Consent taken back"),
    "mails": _l("Mail"),
    "mend_requests": _l("Request to mend a listing"),
    "match_runs": _l("Matching run"),
    "matcher_versions": _l("Version of the matcher"),
    "matches": _l("Pair"),
    "organization_blocks": _l("Organizations kept apart"),
    "meetings": _l("Meeting"),
    "outcomes": _l("Outcome"),
    "pilots": _l("Pilot"),
    "opportunity_lists": _l("Opportunity list"),
    "organizations": _l("Organization"),
    "problem_kinds": _l("Kind of problem"),
    "questions": _l("Question"),
    "blind_reviews": _l("Second review"),
    "quality_reports": _l("Quality report"),
    "stored_files": _l("File"),
    "verifications": _l("Verification"),
}
GROUPS: Mapping[str, LazyString] = {
    "account": _l("Account"),
    "approach": _l("Interest or invitation"),
    "assignment": _l("Global assignment"),
    "audit": _l("Audit trail"),
    "block": _l("Organizations kept apart"),
    "clarity": _l("Clarity of a need"),
    "consent": _l("Consent"),
    "contact": _l("Contact details"),
    "contact_link": _l("Link of a contact to their data"),
    "dashboard": _l("Dashboard"),
    "demo": _l("Demonstration"),
    "file": _l("Files"),
    "follow_up": _l("Entry of a pair"),
    "import": _l("Import"),
    "introduction": _l("Introduction"),
    "invitation": _l("Invitation"),
    "kind": _l("Kind of problem"),
    "link": _l("Link to answer"),
    "list": _l("Opportunity list"),
    "listing": _l("Listing"),
    "match": _l("Pair"),
    "match_run": _l("Matching run"),
    "matcher": _l("Version of the matcher"),
    "mail": _l("Mail"),
    "meeting": _l("Meeting"),
    "organization": _l("Organization"),
    "outcome": _l("Outcome"),
    "pilot": _l("Pilot"),
    "quality": _l("Quality report"),
    "question": _l("Question"),
    "second_review": _l("Second review"),
    "submission": _l("Handed-in text"),
}
STATES: Mapping[str, type[StrEnum]] = {
    "approaches": ApproachState,
    "assignments": AssignmentState,
    "import_batches": ImportState,
    "listing_submissions": SubmissionState,
    "invitations": InvitationState,
    "listings": ListingState,
    "mails": MailState,
    "matcher_versions": MatcherVersionState,
    "matches": MatchState,
    "meetings": MeetingState,
    "outcomes": OutcomeState,
    "organizations": OrganizationState,
    "problem_kinds": KindState,
    "questions": QuestionState,
}
CAUSES: Mapping[str, LazyString] = {
    "account_created": _l("An administrator opened an account for it"),
    "assignment": _l("The global assignment chose others"),
    "assignment_chose": _l("The global assignment chose it"),
    "assignment_undone": _l("The global assignment was taken back"),
    "by_hand": _l("Paired by hand"),
    "fell_out": _l("Others fit better now"),
    "parking_over": _l("The day it was parked until has come"),
    "rejection_expired": _l("The rejection had reached its end"),
    "text_changed": _l("A text was edited"),
    "unpublished": _l("A listing is no longer public"),
}
# The coded reason of such an event, in words.
REASONS: Mapping[str, Callable[[str], str]] = {
    "account.suspended": lambda code: str(word(SuspendedFor(code))),
    "consent.withdraw": withdrawal_reason,
    "listing.withdraw": withdraw_reason,
    "match.close": closing_reason,
    "match.decline": decline_reason,
    "block.placed": verdict_reason,
    "listing.mend_asked": verdict_reason,
    "listing.mend_closed": verdict_reason,
    "match.park": verdict_reason,
    "match.reject": verdict_reason,
    "approach.turn_down": turn_down_words,
    "question.return": return_reason,
    "question.return_reply": return_reason,
    "organization.refused": refusal_reason,
}
ACCOUNT_STATES: Mapping[str, LazyString] = {"active": _l("Active"), "inactive": _l("Deactivated")}


def action_word(action: str) -> str:
    """What an action is called; one this version does not know keeps its code."""
    return str(ACTIONS.get(action, action))


def entity_word(entity_type: str) -> str:
    """What a kind of thing is called."""
    return str(ENTITIES.get(entity_type, entity_type))


def group_word(group: str) -> str:
    """What a kind of action is called: the thing it is done to."""
    return str(GROUPS.get(group, group))


def state_word(state: str, entity_type: str) -> str:
    """What a state of such a thing is called."""
    states = STATES.get(entity_type)
    if states is not None and state in set(states):
        return str(word(states(state)))
    return str(ACCOUNT_STATES.get(state, state))


def event_cause(event: AuditEvent) -> str:
    """Why it happened, where the trail says so in a code known here; else nothing."""
    named, reason = REASONS.get(event.action), event.details.get("reason")
    if named is not None and reason:
        return named(str(reason))
    return str(CAUSES.get(event.details.get("cause", ""), ""))


def init_app(app: Flask) -> None:
    """Give templates the filters that put an event into words."""
    known = (action_word, entity_word, group_word, state_word, event_cause, field_word)
    for words in known:
        app.jinja_env.filters[words.__name__] = words
