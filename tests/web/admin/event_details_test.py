"""Every detail that the trail keeps is told in words: no code, no raw structure, no bare id."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import AuditEvent
from marketplace.services.audit.names import REFERENCES, name_things
from marketplace.services.organizations.absorb import naming_columns
from marketplace.settings import ROOT
from marketplace.web.action_words import ACTIONS
from marketplace.web.event_details import DETAILS, detail_lines
from marketplace.web.event_words import CAUSES, ENTITIES, GROUPS, entity_word
from tests.doubles import MovableClock
from tests.factories.journeys import make_journeys
from tests.web.world import make_world

RAW = re.compile(r"[{}\[\]=]|\b[a-z]+_[a-z_]+\b|\bNone\b|\bTrue\b|T\d\d:\d\d")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"^(?!CSV$|XLSX$|JSONL$|SHA-256$)[A-Za-z]{3,}$")
RECORDER = re.compile(r"record_event|change_\w+_state")
NO_DETAILS = {"clock", "from_state", "to_state"}
# What no small world brings about, as the code records it.
OTHERS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "account.role_changed": ("accounts", {"old": "company", "new": "demand_owner"}),
    "account.signed_in": ("accounts", {"factor": "recovery_code"}),
    "account.paused": ("accounts", {"until": "2026-11-02T09:15:00+00:00"}),
    "account.corrected": ("accounts", {"fields": ["name", "email"]}),
    "contact.changed": ("listings", {"fields": ["name", "phone"]}),
    "organization.changed": (
        "organizations",
        {"old": {"name": "甲", "claimed_code": ""}, "new": {"name": "乙", "claimed_code": "9151"}},
    ),
    "organization.merged": (
        "organizations",
        {"moved": {table.name: 2 for table, _column in naming_columns()}},
    ),
    "organization.verified": ("organizations", {"cause": "account_created"}),
    "organization.refused": ("organizations", {"reason": "other", "note": "看不清"}),
    "match.suggest": ("matches", {"origin": "interest"}),
    "match.accept": ("matches", {"side": "demand", "came_by": "link"}),
    "match.park": ("matches", {"reason": "budget_pending"}),
    "match.close": ("matches", {"reason": "other"}),
    "match.undo": ("matches", {"verdict": "recommend"}),
    "second_review.given": ("blind_reviews", {"verdict": "reject", "reason": "different_problem"}),
    "question.relay": ("questions", {"edited": True}),
    "listing.contact": ("listings", {"contact": True}),
    "listing.request_changes": ("listings", {"fields": ["title", "attachments"]}),
    "listing.withdraw": ("listings", {"reason": "personal_data"}),
    "kind.changed": ("problem_kinds", {"fields": ["lookalikes", "sector"]}),
    "outcome.claim": ("outcomes", {"stage": "signed"}),
    "file.stored": ("stored_files", {"purpose": "agreement", "size": 12, "sha256": "ab12"}),
    "consent.withdraw": ("matches", {"side": "supply", "reason": "other"}),
    "assignment.applied": ("assignments", {"left_out": ["X01 × G002", "X02 × G003"]}),
    "audit.exported": (
        "audit_events",
        {"format": "csv", "filters": {"entity_type": "matches", "action": "match.park", "group": "match"}},
    ),
    "dashboard.exported": (
        "accounts",
        {"figure": "half_accepted", "format": "xlsx", "filters": {"industry": "智慧医疗", "band": "2"}},
    ),
    "import.applied": ("import_batches", {"add": 3, "change": 1, "same": 0, "left": 2}),
}


def test_every_detail_that_the_code_names_has_a_label() -> None:
    named: set[str] = set()
    for path in (ROOT / "marketplace").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and RECORDER.fullmatch(called):
                named |= {word.arg for word in node.keywords if word.arg}
    assert {"reason", "waited", "match_id"} <= named
    assert named - NO_DETAILS <= set(DETAILS)
    assert set(REFERENCES) <= set(DETAILS)
    assert {action.partition(".")[0] for action in ACTIONS} <= {*GROUPS}
    assert not {table.name for table, _column in naming_columns()} - set(ENTITIES)


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_no_event_shows_what_only_the_machine_reads(
    app: Flask, session: Session, clock: MovableClock, language: str
) -> None:
    make_world(session, clock)
    make_journeys(session, clock)
    events = [*session.scalars(select(AuditEvent))]
    events += [
        AuditEvent(action=action, entity_type=table, entity_id=1, details=details)
        for action, (table, details) in OTHERS.items()
    ]
    names = name_things(session, events)
    told = 0
    with app.test_request_context(), force_locale(language):
        for event in events:
            assert entity_word(event.entity_type) != event.entity_type, event.action
            for line in detail_lines(event, names):
                told += 1
                whole = f"{line.label}: {line.text}"
                if line.text != event.details.get("note"):
                    assert not RAW.search(line.text), (event.action, whole)
                assert language == "en" or CHINESE.search(line.label) or "SHA" in line.label, whole
                assert language == "en" or not CODE.match(line.text), (event.action, whole)
                named = {str(event.details.get(name)) for name in REFERENCES}
                if line.label in {str(DETAILS[name]) for name in REFERENCES} and "id" not in line.label:
                    assert line.text not in named or event.action == "match.drop", (event.action, whole)
    assert told > 60


def test_causes_are_words(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert all(CHINESE.search(str(words)) for words in CAUSES.values())
