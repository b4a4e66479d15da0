"""What stands in the trail, in the reader's words: actions, things, states, causes, details.

Staff read the trail of one pair or listing, auditors all of it; both take the words from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.models import (
    AssignmentState,
    AuditEvent,
    ImportState,
    Kind,
    KindState,
    ListingState,
    MatcherVersionState,
    MatchState,
    Role,
    Verdict,
)
from marketplace.web.decline_words import decline_reason
from marketplace.web.field_words import field_word
from marketplace.web.verdict_words import verdict_reason, withdraw_reason
from marketplace.web.words import word

ACTIONS: Mapping[str, LazyString] = {
    "account.activated": _l("Account activated"),
    "account.created": _l("Account created"),
    "account.deactivated": _l("Account deactivated"),
    "account.password_changed": _l("Password changed"),
    "account.signed_in": _l("Signed in"),
    "account.signed_out_everywhere": _l("Signed out everywhere"),
    "assignment.applied": _l("Global assignment applied"),
    "assignment.asked": _l("Global assignment asked for"),
    "assignment.discarded": _l("Global assignment discarded"),
    "assignment.failed": _l("Global assignment failed"),
    "assignment.prepared": _l("Global assignment worked out"),
    "assignment.replaced": _l("Global assignment replaced"),
    "assignment.undone": _l("Global assignment taken back"),
    "contact.show": _l("Contact seen"),
    "import.applied": _l("Import applied"),
    "import.approved": _l("Import approved"),
    "import.discarded": _l("Import discarded"),
    "import.failed": _l("Import failed"),
    "import.previewed": _l("Import ready to apply"),
    "import.received": _l("Import received"),
    "import.refused": _l("Import refused"),
    "introduction.make": _l("Introduction made"),
    "kind.activated": _l("Kind of problem put into use"),
    "kind.added": _l("Kind of problem added"),
    "kind.changed": _l("Kind of problem changed"),
    "kind.proposed": _l("Kind of problem proposed by a verdict"),
    "kind.retired": _l("Kind of problem retired"),
    "kind.text_added": _l("Text added to a kind of problem by a verdict"),
    "list.released": _l("Opportunity list released"),
    "listing.changed_by_import": _l("Listing changed by an import"),
    "listing.imported": _l("Listing imported"),
    "listing.publish": _l("Listing published"),
    "listing.withdraw": _l("Listing withdrawn"),
    "match.accept": _l("Pair accepted by a side"),
    "match.confirm_decline": _l("Decline confirmed by staff"),
    "match.decline": _l("Pair declined by a side"),
    "match.drop": _l("Suggestion dropped"),
    "match.override_decline": _l("Decline overridden by staff"),
    "match.park": _l("Pair parked"),
    "match.pin": _l("Pair pinned"),
    "match.recommend": _l("Pair recommended"),
    "match.reject": _l("Pair not recommended"),
    "match.reopen": _l("Pair reopened"),
    "match.suggest": _l("Pair suggested"),
    "match.unpin": _l("Pin taken off"),
    "match.undo": _l("Verdict undone by staff"),
    "match.withdraw": _l("Acceptance taken back"),
    "match_run.start": _l("Matching run started"),
    "matcher.learn": _l("Weights learned from verdicts"),
    "matcher.promote": _l("Learned weights put into service"),
    "matcher.replace": _l("Learned weights replaced"),
    "matcher.restore": _l("Earlier weights put back into service"),
    "matcher.roll_back": _l("Learned weights taken back"),
    "matcher.supersede": _l("Candidate replaced by a newer one"),
    "organization.changed": _l("Organization changed"),
    "quality.measure": _l("Evaluation of the matching started"),
}
ENTITIES: Mapping[str, LazyString] = {
    "accounts": _l("Account"),
    "assignments": _l("Global assignment"),
    "disclosures": _l("Disclosure"),
    "import_batches": _l("Import"),
    "introductions": _l("Introduction"),
    "listings": _l("Listing"),
    "match_runs": _l("Matching run"),
    "matcher_versions": _l("Version of the matcher"),
    "matches": _l("Pair"),
    "opportunity_lists": _l("Opportunity list"),
    "organizations": _l("Organization"),
    "problem_kinds": _l("Kind of problem"),
    "quality_reports": _l("Quality report"),
}
STATES: Mapping[str, type[StrEnum]] = {
    "assignments": AssignmentState,
    "import_batches": ImportState,
    "listings": ListingState,
    "matcher_versions": MatcherVersionState,
    "matches": MatchState,
    "problem_kinds": KindState,
}
CAUSES: Mapping[str, LazyString] = {
    "assignment": _l("The global assignment chose others"),
    "assignment_chose": _l("The global assignment chose it"),
    "assignment_undone": _l("The global assignment was taken back"),
    "fell_out": _l("Others fit better now"),
    "rejection_expired": _l("The rejection had reached its end"),
    "text_changed": _l("A text was edited"),
    "unpublished": _l("A listing is no longer public"),
}
# The coded reason of such an event, in words.
REASONS: Mapping[str, Callable[[str], str]] = {
    "listing.withdraw": withdraw_reason,
    "match.decline": decline_reason,
    "match.reject": verdict_reason,
}
VALUES: Mapping[str, type[StrEnum]] = {"side": Kind, "sides": Kind, "role": Role, "verdict": Verdict}
ACCOUNT_STATES: Mapping[str, LazyString] = {"active": _l("Active"), "inactive": _l("Deactivated")}
DETAILS: Mapping[str, LazyString] = {
    "side": _l("Side"),
    "sides": _l("Sides"),
    "reason": _l("Reason"),
    "cause": _l("Cause"),
    "role": _l("Role"),
    "verdict": _l("Verdict"),
    "verdicts": _l("Verdicts"),
    "note": _l("Note"),
    "version": _l("Version"),
    "fields": _l("Fields"),
    "contact": _l("Contact details"),
    "items": _l("Items"),
    "listing": _l("Listing"),
    "match_id": _l("Pair"),
    "run_id": _l("Matching run"),
    "import_id": _l("Import"),
    "assignment_id": _l("Global assignment"),
    "supplier_cap": _l("Cap per supply"),
    "organization_cap": _l("Cap per organization"),
    "per_demand": _l("Pairs per demand"),
    "floor": _l("Floor per demand"),
    "demand_id": _l("Demand"),
    "supply_id": _l("Supply"),
    "error": _l("Error"),
    "add": _l("Added"),
    "change": _l("Changed"),
    "same": _l("Unchanged"),
    "left": _l("Left alone"),
    "refused": _l("Refused"),
    "size": _l("Bytes"),
    "sha256": _l("SHA-256"),
    "old": _l("Before"),
    "new": _l("After"),
}


def action_word(action: str) -> str:
    """What an action is called; one this version does not know keeps its code."""
    return str(ACTIONS.get(action, action))


def entity_word(entity_type: str) -> str:
    """What a kind of thing is called."""
    return str(ENTITIES.get(entity_type, entity_type))


def state_word(state: str, entity_type: str) -> str:
    """What a state of such a thing is called."""
    states = STATES.get(entity_type)
    if states is not None and state in set(states):
        return str(word(states(state)))
    return str(ACCOUNT_STATES.get(state, state))


def event_cause(event: AuditEvent) -> str:
    """Why it happened, where the trail says so in a code known here; else nothing."""
    named = REASONS.get(event.action)
    if named is not None:
        return named(str(event.details.get("reason") or ""))
    return str(CAUSES.get(event.details.get("cause", ""), ""))


@dataclass(frozen=True)
class DetailLine:
    """One detail of an event: its label and its value, both in words."""

    label: str
    text: str


def detail_lines(event: AuditEvent) -> list[DetailLine]:
    """The details of an event; empty ones are left out."""
    return [
        DetailLine(str(DETAILS.get(name, name)), _detail(event, name, value))
        for name, value in event.details.items()
        if value not in ("", None) and value is not False
    ]


def _detail(event: AuditEvent, name: str, value: object) -> str:
    """The value of one detail; reasons and causes are codes that have words."""
    if name in ("reason", "cause"):
        return event_cause(event) or str(value)
    if name == "fields" and isinstance(value, list):
        return _listed(field_word(str(key)) for key in value)
    if value is True:
        return str(gettext("changed, not shown here"))
    return _text(value, VALUES.get(name))


def _listed(texts: Iterable[str]) -> str:
    return str(gettext(", ")).join(texts)


def _text(value: object, known: type[StrEnum] | None = None) -> str:
    if isinstance(value, Mapping):
        return _listed(f"{name}={_text(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return _listed(_text(inner, known) for inner in value)
    text = str(value)
    return str(word(known(text))) if known is not None and text in set(known) else text


def init_app(app: Flask) -> None:
    """Give templates the filters that put an event into words."""
    for words in (action_word, entity_word, state_word, event_cause, detail_lines):
        app.jinja_env.filters[words.__name__] = words
