"""Each question to the rows finds what is broken: one that finds nothing ever would prove nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from marketplace.models import Kind, OutcomeStage, Role
from marketplace.services.followups.add_entry import Upload
from marketplace.services.followups.log import today
from marketplace.services.introductions.contact import show_contact
from marketplace.services.listings.query import ListingQuery
from marketplace.services.outcomes.answer import confirm_outcome
from marketplace.services.outcomes.claim import Claim, claim_outcome
from marketplace.services.searches.keep import keep_search
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.factories.introduced import PDF, make_introduced, make_meeting
from tests.factories.links import make_approach, make_question
from tests.factories.recommended import make_recommended
from tests.factories.registrations import make_request
from tests.year.checks import A_DAY
from tests.year.rows import FAULTS, LATE

# For each question, what breaks it. `:pair` has signed, `:waiting` is recommended, `:owner` owns a need.
BREAKS: Mapping[str, str] = {
    "introduced pairs without an introduction": "UPDATE matches SET state = 'pilot' WHERE id = :waiting",
    "introductions of pairs that stand before one": "UPDATE matches SET state = 'declined' WHERE id = :pair",
    "answers in force of a pair that is back in review": (
        "UPDATE matches SET state = 'suggested' WHERE id = :pair"
    ),
    "half accepted pairs without the acceptance": (
        "UPDATE matches SET state = 'accepted_by_supply' WHERE id = :waiting"
    ),
    "recommended pairs on which no verdict stands": "UPDATE reviews SET undone_at = now()",
    "meetings ahead of pairs that are not together": "UPDATE matches SET state = 'declined' WHERE id = :pair",
    "pairs in talks that never met": "UPDATE matches SET state = 'meeting' WHERE id = :waiting",
    "pairs in a pilot without its terms": "UPDATE matches SET state = 'pilot' WHERE id = :waiting",
    "signed pairs without a confirmed signing": "UPDATE outcomes SET state = 'claimed'",
    "delivered pairs without a confirmed delivery": (
        "UPDATE matches SET state = 'delivered' WHERE id = :pair"
    ),
    "outcomes confirmed by the side that claimed them": "UPDATE outcomes SET account_id = :owner",
    "signings whose file is not the one that was claimed": "UPDATE stored_files SET content = 'forged'",
    "agreements that no outcome names": "UPDATE outcomes SET file_id = NULL",
    "files of nobody": "UPDATE stored_files SET organization_id = NULL, uploaded_by_id = NULL",
    "pairs with a state to go back to that were never set aside": "UPDATE matches SET resumes_at = 'pilot'",
    "approaches answered otherwise than their pair": "UPDATE approaches SET state = 'turned_down'",
    "pairs of one organization with itself that are under way": (
        "UPDATE listings SET organization_id = (SELECT min(organization_id) FROM listings)"
    ),
    "introductions not resting on an acceptance of each side": (
        "UPDATE introductions SET supply_answer_id = demand_answer_id"
    ),
    "consents that ended without being withdrawn": "UPDATE answers SET revoked_at = now()",
    "contacts seen without both consents": (
        "UPDATE answers SET revoked_at = created_at WHERE side = 'supply'"
    ),
    "contacts shown under another pair's consent": (
        "INSERT INTO disclosures (introduction_id, account_id, listing_id, consent_id)"
        " SELECT introduction_id, account_id, demand_id, consent_id"
        " FROM disclosures, matches WHERE matches.id = :waiting"
    ),
    "published listings without a public text, a term or a contact": "DELETE FROM listing_contacts",
    "submitted listings that no submission waits for": "UPDATE listings SET state = 'submitted'",
    "submissions waiting for listings that are gone": (
        "INSERT INTO listing_submissions (listing_id, version_id, state, submitted_by_id, submitted_at)"
        " SELECT id, published_version_id, 'waiting', :owner, now() FROM listings;"
        " UPDATE listings SET state = 'withdrawn'"
    ),
    "rows left with an organization that was merged": "UPDATE organizations SET state = 'merged'",
    "merged organizations that lead nowhere": "UPDATE organizations SET state = 'merged'",
    "verifications that wait for what is not handed in": (
        "UPDATE organizations SET state = 'unverified' WHERE state = 'submitted'"
    ),
    "accounts that are in or out otherwise than their trail says": (
        "UPDATE accounts SET active = false WHERE id = :owner"
    ),
    "accounts suspended and yet in": "UPDATE accounts SET suspended_for = 'idle'",
    "erased accounts that say who they were": (
        "INSERT INTO audit_events (actor_id, action, entity_type, entity_id, to_state)"
        " VALUES (:owner, 'account.erased', 'accounts', :owner, 'inactive')"
    ),
    "rejections that are over": (
        "UPDATE matches SET state = 'rejected', rejected_until = :old WHERE id = :waiting"
    ),
    "parkings that are over": (
        "UPDATE matches SET state = 'parked', parked_until = :old WHERE id = :waiting"
    ),
    "untouched suggestions whose listing has left the site": (
        "DELETE FROM reviews; DELETE FROM approaches; UPDATE listings SET state = 'expired';"
        " UPDATE matches SET state = 'suggested' WHERE id = :waiting"
    ),
    "terms that are over": "UPDATE listings SET expires_on = :old",
    "listings near their end whose owners nobody told": "UPDATE listings SET expires_on = :late",
    "questions that nobody was reminded of": "UPDATE questions SET waiting_since = :old",
    "accounts whose year is over that nobody was asked about": (
        "UPDATE accounts SET created_at = :old, last_signed_in_at = :late"
    ),
    "accounts that nobody confirmed in time": "UPDATE accounts SET confirmation_asked_at = :old",
    "accounts that nobody uses and that were not warned": "UPDATE accounts SET created_at = :old",
    "accounts that were warned and stayed away": (
        "UPDATE accounts SET created_at = :old, idle_warned_at = :old"
    ),
    "saved searches that did not announce what is new": (
        "UPDATE saved_searches SET created_at = :old;"
        " UPDATE listings SET published_at = CAST(:late AS timestamptz) - interval '1 day'"
    ),
}


@pytest.fixture
def lived(session: Session, clock: MovableClock) -> dict[str, Any]:
    """A pair that has signed and one that waits, with a request, a question and a search beside them."""
    pair = make_introduced(session, clock)
    clock.move(minutes=1)
    show_contact(session, pair.owner, pair.match.id, Kind.DEMAND, clock=clock)
    make_meeting(session, clock, pair)
    claim = Claim(OutcomeStage.SIGNED, today(clock), Decimal(30), file=Upload("合同.pdf", PDF))
    session.execute(text("UPDATE matches SET state = 'meeting' WHERE id = :id"), {"id": pair.match.id})
    session.refresh(pair.match)
    signed = claim_outcome(session, pair.company, pair.match.id, Kind.SUPPLY, claim, clock=clock)
    session.flush()
    confirm_outcome(session, pair.owner, pair.match.id, Kind.DEMAND, signed.id, signed.version, clock=clock)
    waiting = make_recommended(session)
    asked = make_approach(session, waiting.match.demand, waiting.company, clock, waiting.match)
    make_question(session, waiting.match, Kind.DEMAND, clock)
    make_request(session)
    make_account(session, Role.ADMINISTRATOR)
    query = ListingQuery(kinds=(Kind.DEMAND, Kind.SUPPLY))
    keep_search(session, pair.staff, query, name="新发布的", clock=clock)
    session.flush()
    assert asked.match_id == waiting.match.id
    ends = {"until": clock.now() + timedelta(days=200), "now": clock.now()}
    session.execute(text("UPDATE listings SET expires_on = :until"), ends)
    session.execute(text("UPDATE accounts SET created_at = :now"), ends)
    late = clock.now() - A_DAY
    return {
        "pair": pair.match.id,
        "waiting": waiting.match.id,
        "owner": pair.owner.id,
        "late": late,
        "old": late - timedelta(days=400),
    }


def test_every_question_to_the_rows_finds_what_is_broken(session: Session, lived: dict[str, Any]) -> None:
    questions = {**FAULTS, **LATE}
    assert set(BREAKS) == set(questions)
    session.expire_all()
    for words, query in questions.items():
        assert not _ask(session, query, lived), f"{words}: found in what is whole"
        broken = session.begin_nested()
        for statement in BREAKS[words].split(";"):
            _run(session, statement, lived)
        assert _ask(session, query, lived), f"{words}: not found in what is broken"
        broken.rollback()


def _ask(session: Session, query: str, known: Mapping[str, Any]) -> list[Any]:
    values = {"late": known["late"]} if ":late" in query else {}
    return list(session.scalars(text(query), values))


def _run(session: Session, statement: str, known: Mapping[str, Any]) -> None:
    used = {name: value for name, value in known.items() if f":{name}" in statement}
    session.execute(text(statement), used)
