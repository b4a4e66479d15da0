"""The details of an event in the trail, in the reader's words: labels, values, what was and what is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask import Flask
from flask_babel import LazyString, format_datetime, gettext
from flask_babel import lazy_gettext as _l

from marketplace.models import AuditEvent, FilePurpose, Kind, OutcomeStage, Proof, Role, Verdict
from marketplace.services.audit.names import REFERENCES, Named
from marketplace.services.dashboards.figures import Figure
from marketplace.web.clarity_words import ASPECTS
from marketplace.web.dashboard_words import figure_word
from marketplace.web.event_words import action_word, entity_word, event_cause, group_word
from marketplace.web.field_words import FIELD_LABELS, field_word
from marketplace.web.origin_words import origin_word
from marketplace.web.verdict_words import verdict_reason
from marketplace.web.words import word

VALUES: Mapping[str, type[StrEnum]] = {
    "stage": OutcomeStage,
    "side": Kind,
    "sides": Kind,
    "role": Role,
    "verdict": Verdict,
    "purpose": FilePurpose,
    "factor": Proof,
}
WAYS: Mapping[str, LazyString] = {"link": _l("Mailed link, without an account")}
"""How an answer came, where not by somebody signed in."""
CODES: Mapping[str, Callable[[str], str]] = {
    "came_by": lambda code: str(WAYS.get(code, code)),
    "origin": origin_word,
    "figure": lambda code: figure_word(Figure(code)) if code in set(Figure) else code,
    "format": str.upper,
    "entity_type": entity_word,
    "action": action_word,
    "group": group_word,
    "reason": verdict_reason,
    "aspect": lambda code: str(ASPECTS.get(code, code)),
}
"""Codes that have words, by the detail or the filter that holds them."""
PERSON = {
    "name": FIELD_LABELS["contact_name"],
    "email": FIELD_LABELS["contact_email"],
    "phone": FIELD_LABELS["contact_phone"],
}
FIELDS: Mapping[str, Mapping[str, LazyString]] = {
    "organizations": {
        "name": FIELD_LABELS["organization"],
        "claimed_code": FIELD_LABELS["unified_social_credit_code"],
    },
    "accounts": PERSON,
    "listings": PERSON,
}
"""Fields that are called otherwise elsewhere, by the thing they belong to."""
DETAILS: Mapping[str, LazyString] = {
    "aspect": _l("Finding about"),
    "side": _l("Side"),
    "came_by": _l("Came by"),
    "edited": _l("Wording changed"),
    "origin": _l("Origin"),
    "stage": _l("Outcome"),
    "waited": _l("Days waited"),
    "sides": _l("Sides"),
    "reason": _l("Reason"),
    "cause": _l("Cause"),
    "role": _l("Role"),
    "factor": _l("Second step"),
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
    "holder": _l("Account before"),
    "demand_id": _l("Demand"),
    "supply_id": _l("Supply"),
    "error": _l("Error"),
    "add": _l("Added"),
    "change": _l("Changed"),
    "same": _l("Unchanged"),
    "left": _l("Left alone"),
    "left_out": _l("Pairs of one's own organization, left as they were"),
    "refused": _l("Refused"),
    "size": _l("Bytes"),
    "sha256": _l("SHA-256"),
    "purpose": _l("Purpose"),
    "days": _l("Days kept"),
    "figure": _l("Figure"),
    "filters": _l("Filters"),
    "format": _l("Format"),
    "hash": _l("Hash"),
    "position": _l("Position in the chain"),
    "terms": _l("Terms of use"),
    "privacy": _l("Privacy notice"),
    "into": _l("Into the organization"),
    "moved": _l("Rows moved"),
    "organization_id": _l("Organization"),
    "old": _l("Before"),
    "new": _l("After"),
    "before": _l("Before"),
    "until": _l("Until"),
    "days_left": _l("Days left"),
    "entity_type": _l("Kind of thing"),
    "entity_id": _l("Its number"),
    "code": _l("Listing’s code"),
    "action": _l("Action"),
    "actor": _l("Who"),
    "group": _l("Kind of action"),
    "since": _l("From"),
    "industry": FIELD_LABELS["industry"],
    "region": _l("Region"),
    "listed": _l("Opportunity list"),
    "supplier": _l("Supplier"),
    "band": _l("Score band"),
}


@dataclass(frozen=True)
class DetailLine:
    """One detail of an event: its label and its value, both in words."""

    label: str
    text: str


def detail_lines(event: AuditEvent, names: Named | None = None) -> list[DetailLine]:
    """The details of an event; empty ones are left out. `names`: what the things it points at are called."""
    diff = _differences(event)
    return [
        DetailLine(str(DETAILS.get(name, name)), _detail(event, name, value, names or {}))
        for name, value in event.details.items()
        if value not in ("", None) and value is not False and not (name in ("old", "new") and diff)
    ] + diff


def _differences(event: AuditEvent) -> list[DetailLine]:
    """What was and what is, field by field, where an event kept either."""
    old, new = event.details.get("old", {}), event.details.get("new", {})
    if isinstance(old, str) and isinstance(new, str):
        return [DetailLine(str(_l("Role")), f"{_text(old, Role)} → {_text(new, Role)}")]
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return []
    return [
        DetailLine(_field(event, str(name)), f"{_was(old, name)} → {_was(new, name)}")
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    ]


def _was(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return "–" if value in (None, "") else _text(value)


def _field(event: AuditEvent, name: str) -> str:
    return str(FIELDS.get(event.entity_type, {}).get(name) or field_word(name))


def _detail(event: AuditEvent, name: str, value: object, names: Named) -> str:
    """The value of one detail; reasons, causes and kinds are codes that have words."""
    if name in ("reason", "cause") and event_cause(event):
        return event_cause(event)
    if name == "fields" and isinstance(value, list):
        return _listed(_field(event, str(key)) for key in value)
    if value is True:
        return str(gettext("yes") if name == "edited" else gettext("changed, not shown here"))
    if name in REFERENCES and isinstance(value, int):
        return names.get((REFERENCES[name], value), str(value))
    if name == "moved" and isinstance(value, Mapping):
        return _listed(f"{entity_word(str(table))} {count}" for table, count in value.items())
    if name == "filters" and isinstance(value, Mapping):
        return _listed(f"{DETAILS.get(key, key)}: {_coded(key, str(inner))}" for key, inner in value.items())
    if name == "until" and isinstance(value, str) and "T" in value:
        return str(format_datetime(datetime.fromisoformat(value), "yyyy-MM-dd HH:mm"))
    if isinstance(value, str) and name not in VALUES:
        return _coded(name, value)
    return _text(value, VALUES.get(name))


def _coded(name: str, value: str) -> str:
    return CODES[name](value) if name in CODES else value


def _listed(texts: Iterable[str]) -> str:
    return str(gettext(", ")).join(texts)


def _text(value: object, known: type[StrEnum] | None = None) -> str:
    if isinstance(value, list):
        return _listed(_text(inner, known) for inner in value)
    text = str(value)
    return str(word(known(text))) if known is not None and text in set(known) else text


def init_app(app: Flask) -> None:
    """Give templates the filter that puts an event's details into words."""
    app.jinja_env.filters["detail_lines"] = detail_lines
