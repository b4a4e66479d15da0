"""From the file to published listings: all of them, once, and never a part."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from marketplace.models import (
    Account,
    AuditEvent,
    ImportState,
    Kind,
    Listing,
    ListingContact,
    ListingState,
    ListingVersion,
    MatchState,
    Organization,
    OrganizationState,
    Role,
)
from marketplace.services.imports.apply import apply_import, request_apply
from marketplace.services.matching.documents import content_hash_of
from marketplace.services.organizations.merge import merge_organizations
from tests.factories import make_account, make_listing, make_match, make_organization
from tests.services.imports.conftest import Importer
from tests.services.imports.files import (
    JSON_LINES,
    WORKBOOK,
    credit_code,
    demand,
    demo_items,
    json_lines,
    supply,
    xlsx,
)


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def listing(session: Session, code: str) -> Listing:
    return session.scalars(select(Listing).where(Listing.code == code)).one()


def test_the_official_workbook_is_published_whole(importer: Importer, session: Session) -> None:
    batch = importer.apply(WORKBOOK.read_bytes(), "机会清单.xlsx")
    assert batch.state is ImportState.APPLIED
    assert (batch.summary["add"], batch.summary["notices"]) == (165, 0)
    kinds = dict(session.execute(select(Listing.kind, func.count()).group_by(Listing.kind)).all())
    assert kinds == {Kind.SUPPLY: 146, Kind.DEMAND: 19}
    assert count(session, Organization) == 120
    assert count(session, ListingContact) == 165
    assert set(session.scalars(select(Listing.state))) == {ListingState.PUBLISHED}
    [(ids, reason)] = importer.jobs.refreshed
    assert (len(set(ids)), reason) == (165, "import")


def test_every_field_of_the_workbook_arrives(importer: Importer, session: Session) -> None:
    importer.apply(WORKBOOK.read_bytes())
    for item in demo_items():
        found = listing(session, item["code"])
        version = found.published_version
        assert version is not None
        assert version.content_hash == content_hash_of(found.kind, version)
        contact = session.get(ListingContact, found.id)
        assert contact is not None
        read = {
            "title": version.title, "summary": version.summary, "description": version.description,
            "industry": version.industry, "region": version.region, "technologies": version.technologies,
            "maturity": version.maturity, "cases": version.cases, "cooperation": version.cooperation,
            "budget_wan": None if version.budget_wan is None else float(version.budget_wan),
            "deadline": None if version.deadline is None else version.deadline.isoformat(),
            "organization": found.organization.name,
            "organization_type": found.organization.organization_type,
            "unified_social_credit_code": found.organization.unified_social_credit_code,
            "contact_name": contact.name, "contact_phone": contact.phone, "contact_email": contact.email,
            "code": found.code, "kind": found.kind,
        }  # fmt: skip
        assert read == item


def test_the_twin_of_an_applied_workbook_changes_nothing(importer: Importer, session: Session) -> None:
    importer.apply(WORKBOOK.read_bytes())
    importer.jobs.refreshed.clear()
    again = importer.apply(JSON_LINES.read_bytes(), "listings.jsonl")
    assert [again.summary[key] for key in ("add", "change", "same", "left", "refused")] == [0, 0, 165, 0, 0]
    assert again.rows == []
    assert count(session, ListingVersion) == 165
    assert importer.jobs.refreshed == []


def test_a_changed_text_becomes_a_new_public_version(importer: Importer, session: Session) -> None:
    importer.apply(json_lines([supply(1), demand(2)]))
    first = listing(session, "G0001").published_version
    batch = importer.apply(
        json_lines([supply(1, summary="第1种巡检机器人，替人走完每天的夜路。"), demand(2)])
    )
    [row] = batch.rows
    assert (row["action"], row["code"], row["contact"]) == ("change", "G0001", False)
    [change] = row["changes"]
    assert change["field"] == "summary"
    assert (change["old"], change["new"]) == (supply(1)["summary"], "第1种巡检机器人，替人走完每天的夜路。")
    second = listing(session, "G0001").published_version
    assert first is not None
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert first.content_hash != second.content_hash
    assert importer.jobs.refreshed[-1] == ((second.listing_id,), "import")


def test_a_changed_contact_leaves_the_text_and_the_matching_alone(
    importer: Importer, session: Session
) -> None:
    importer.apply(json_lines([supply(1)]))
    importer.jobs.refreshed.clear()
    batch = importer.apply(json_lines([supply(1, contact_phone="028-8000-0999")]))
    assert batch.rows[0]["contact"] is True
    assert batch.rows[0]["changes"] == []
    assert importer.jobs.refreshed == []
    assert count(session, ListingVersion) == 1
    contact = session.get(ListingContact, listing(session, "G0001").id)
    assert contact is not None
    assert contact.phone == "028-8000-0999"
    trail = session.scalars(select(AuditEvent).where(AuditEvent.action == "listing.changed_by_import")).one()
    assert trail.details["contact"] is True
    assert "0999" not in str(trail.details)


def test_one_bad_row_refuses_the_whole_file(importer: Importer, session: Session) -> None:
    batch = importer.apply(json_lines([supply(1), supply(2, industry="智慧养猪"), supply(3)]))
    assert batch.state is ImportState.REFUSED
    assert batch.summary["refused"] == 1
    assert count(session, Listing) == 0
    assert importer.jobs.refreshed == []


def test_a_failure_while_writing_leaves_no_trace(importer: Importer, session: Session) -> None:
    batch = importer.preview(json_lines([supply(number) for number in range(1, 30)]))
    request_apply(session, importer.staff, batch.id, fingerprint=batch.summary["fingerprint"])

    def fail(done: int, total: int) -> None:
        if done:
            raise RuntimeError("the last row was written, and then the power failed")

    with pytest.raises(RuntimeError), session.begin_nested():
        apply_import(session, batch.id, clock=importer.clock, jobs=importer.jobs, progress=fail)
    assert [count(session, table) for table in (Listing, ListingVersion, ListingContact, Organization)] == [
        0
    ] * 4
    assert importer.jobs.refreshed == []
    session.expire_all()
    applied = apply_import(session, batch.id, clock=importer.clock, jobs=importer.jobs)
    assert applied.state is ImportState.APPLIED
    assert count(session, Listing) == 29


def test_every_step_is_in_the_trail_under_the_uploader(importer: Importer, session: Session) -> None:
    batch = importer.apply(xlsx([supply(1)]))
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.entity_type == "import_batches").order_by(AuditEvent.id)
    ).all()
    assert [event.action for event in events] == [
        "import.received", "import.previewed", "import.approved", "import.applied",
    ]  # fmt: skip
    assert {event.actor_id for event in events} == {importer.staff.id}
    published = session.scalars(select(AuditEvent).where(AuditEvent.action == "listing.imported")).one()
    assert (published.from_state, published.to_state) == ("draft", "published")
    assert published.details == {"import_id": batch.id}


def test_the_file_is_kept_no_longer_than_it_is_needed(importer: Importer, session: Session) -> None:
    applied = importer.apply(xlsx([supply(1)]))
    refused = importer.preview(xlsx([supply(2, region="火星")]))
    waiting = importer.preview(xlsx([supply(3)]))
    session.flush()
    assert (applied.content, refused.content) == (b"", b"")
    assert waiting.content
    assert len(applied.summary["sha256"]) == 64


def test_progress_counts_to_the_end(importer: Importer) -> None:
    importer.apply(json_lines([supply(number) for number in range(600)]))
    assert importer.steps[-1] == (600, 600)
    assert all(done <= total for done, total in importer.steps)
    assert (250, 600) in importer.steps


def test_the_number_of_statements_does_not_grow_with_the_rows(importer: Importer, session: Session) -> None:
    def statements(first: int, rows: int) -> int:
        seen: list[str] = []

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            seen.append(statement)

        event.listen(session.connection(), "before_cursor_execute", note)
        importer.apply(json_lines([supply(number) for number in range(first, first + rows)]))
        event.remove(session.connection(), "before_cursor_execute", note)
        return len(seen)

    assert statements(0, 400) <= statements(1000, 20) + 3


def test_a_preview_that_no_longer_fits_the_site_is_refused(importer: Importer, session: Session) -> None:
    batch = importer.preview(json_lines([supply(1), supply(2)]))
    make_listing(session, Kind.DEMAND, code="G0001")
    request_apply(session, importer.staff, batch.id, fingerprint=batch.summary["fingerprint"])
    apply_import(session, batch.id, clock=importer.clock, jobs=importer.jobs)
    assert batch.state is ImportState.REFUSED
    assert [problem["code"] for problem in batch.problems] == ["other_kind_exists"]
    assert count(session, Listing) == 1


def test_nobody_publishes_for_their_own_organization_by_a_file(importer: Importer, session: Session) -> None:
    """What is imported is published unread: a colleague of another organization must do that."""
    importer.apply(json_lines([supply(1), supply(2)]))
    importer.staff.organization = listing(session, supply(1)["code"]).organization
    session.flush()
    changed = [supply(1, title="本单位自己改的标题"), supply(3)]
    batch = importer.apply(json_lines(changed))
    own = importer.staff.organization.unified_social_credit_code
    expected = {one["code"] for one in changed if one["unified_social_credit_code"] == own}
    assert supply(1)["code"] in expected
    assert batch.summary["left"] == len(expected)
    assert {one["code"] for one in batch.problems} == {"own_organization"}
    found = listing(session, supply(1)["code"]).published_version
    assert found is not None and found.title != "本单位自己改的标题"


def test_nobody_publishes_for_their_own_organization_by_a_file_of_a_colleague(
    importer: Importer, session: Session
) -> None:
    """Who has it applied publishes it, whoever uploaded it; a third person may."""
    importer.apply(json_lines([supply(1), supply(2)]))
    approver, third = make_account(session), make_account(session)
    approver.organization = listing(session, supply(1)["code"]).organization
    session.flush()
    batch = importer.preview(json_lines([supply(1, title="同事替本单位改的标题")]))

    def approve(actor: Account) -> ListingVersion | None:
        request_apply(session, actor, batch.id, fingerprint=batch.summary["fingerprint"])
        apply_import(session, batch.id, clock=importer.clock, jobs=importer.jobs)
        session.flush()
        return listing(session, supply(1)["code"]).published_version

    before = approve(approver)
    assert before is not None and before.title != "同事替本单位改的标题"
    assert batch.state is ImportState.PREVIEWED and batch.summary["recomputed"]
    assert (batch.summary["change"], batch.summary["left"]) == (0, 1)
    assert {one["code"] for one in batch.problems} == {"own_organization"}
    approve(third)
    assert batch.state is ImportState.PREVIEWED and batch.summary["change"] == 1, "a preview of their own"
    after = approve(third)
    assert after is not None and after.title == "同事替本单位改的标题"
    done = session.scalars(select(AuditEvent).where(AuditEvent.action == "import.applied")).all()[-1]
    assert (done.actor_id, batch.approved_by_id) == (third.id, third.id)


def test_a_listing_with_pairs_does_not_pass_to_another_organization(
    importer: Importer, session: Session
) -> None:
    """Its new owner would read what the former one wrote, agreed on and handed over."""
    importer.apply(json_lines([supply(1), supply(2)]))
    one, other = (listing(session, supply(n)["code"]) for n in (1, 2))
    names = {"organization": "另一家公司", "unified_social_credit_code": credit_code(77)}
    moved = [supply(number, **names) for number in (1, 2)]
    assert importer.problems(json_lines(moved)) == []
    make_match(session, make_listing(session, Kind.DEMAND), one, MatchState.INTRODUCED)
    make_match(session, make_listing(session, Kind.DEMAND), other, MatchState.SUGGESTED)
    refused = [
        (one.code, one.value) for one in importer.problems(json_lines(moved)) if one.code == "changes_hands"
    ]
    assert refused == [("changes_hands", one.code)]


@pytest.mark.parametrize(
    ("state", "problem"), [(MatchState.SUGGESTED, ["joins_its_pair"]), (MatchState.REJECTED, [])]
)
def test_a_listing_does_not_pass_to_the_other_side_of_its_open_pair(
    importer: Importer, session: Session, state: MatchState, problem: list[str]
) -> None:
    importer.apply(json_lines([supply(1)]))
    demand = make_listing(session, Kind.DEMAND)
    make_match(session, demand, listing(session, supply(1)["code"]), state)
    owner = demand.organization
    owner.unified_social_credit_code = credit_code(77)
    session.flush()
    moved = supply(1, **named(owner.code, owner.name), organization_type=owner.organization_type)
    assert [one.code for one in importer.problems(json_lines([moved]))] == problem


def test_a_list_that_names_a_merged_organization_means_the_one_it_went_into(
    importer: Importer, session: Session
) -> None:
    """Whoever keeps the list does not know of the merge: no double comes back, and no pair stops the file."""
    importer.apply(json_lines([supply(1), supply(2)]))
    gone, heir = (listing(session, supply(n)["code"]).organization for n in (1, 2))
    former, name = gone.code, heir.name
    merge_organizations(session, make_account(session, Role.ADMINISTRATOR), gone.id, heir.id)
    make_match(
        session,
        make_listing(session, Kind.DEMAND),
        listing(session, supply(1)["code"]),
        MatchState.INTRODUCED,
    )
    before = count(session, Organization)
    batch = importer.apply(json_lines([supply(1, title="换了标题"), supply(3, **named(former, gone.name))]))
    assert batch.state is ImportState.APPLIED
    assert (batch.summary["change"], batch.summary["add"], batch.summary["refused"]) == (1, 1, 0)
    assert [(one["code"], one["value"], one["values"]["code"]) for one in batch.problems] == [
        ("merged_organization", former, heir.code)
    ] * 2
    assert {listing(session, supply(n)["code"]).organization_id for n in (1, 2, 3)} == {heir.id}
    assert (heir.name, count(session, Organization)) == (name, before)
    assert gone.state is OrganizationState.MERGED


def test_the_heir_of_a_merged_organization_is_called_what_the_file_calls_it(
    importer: Importer, session: Session
) -> None:
    importer.apply(json_lines([supply(1), supply(2)]))
    gone, heir = (listing(session, supply(n)["code"]).organization for n in (1, 2))
    former = gone.code
    merge_organizations(session, make_account(session, Role.ADMINISTRATOR), gone.id, heir.id)
    session.flush()
    renamed = [supply(2, organization="合并后的新名称"), supply(1, **named(former, gone.name))]
    for rows in (renamed, renamed[::-1]):
        importer.apply(json_lines(rows))
        assert heir.name == "合并后的新名称"


def test_a_code_that_somebody_else_holds_by_now_is_theirs(importer: Importer, session: Session) -> None:
    importer.apply(json_lines([supply(1), supply(2)]))
    gone, heir = (listing(session, supply(n)["code"]).organization for n in (1, 2))
    former = gone.code
    merge_organizations(session, make_account(session, Role.ADMINISTRATOR), gone.id, heir.id)
    other = make_organization(session)
    other.unified_social_credit_code = former
    session.flush()
    importer.apply(json_lines([supply(3, **named(former, other.name))]))
    assert listing(session, supply(3)["code"]).organization_id == other.id


def named(code: str, name: str) -> dict[str, str]:
    return {"unified_social_credit_code": code, "organization": name}
