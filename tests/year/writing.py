"""What happens to listings, from the first draft to the end of their term."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.database import transaction
from marketplace.jobs.imports import apply_file, read_file
from marketplace.models import (
    Account,
    ImportBatch,
    Kind,
    Listing,
    ListingDraft,
    ListingState,
    ListingVersion,
    Role,
    Submission,
    SubmissionState,
)
from marketplace.services.drafts.discard import discard_draft
from marketplace.services.drafts.read import typed_now
from marketplace.services.drafts.save import save_draft
from marketplace.services.drafts.start import start_listing
from marketplace.services.drafts.submit import submit_draft
from marketplace.services.imports.apply import request_apply
from marketplace.services.imports.upload import receive_upload
from marketplace.services.listings.close import close_own_listing
from marketplace.services.listings.publish import publish_listing
from marketplace.services.listings.renew import renew_listing
from marketplace.services.listings.term import today_of
from marketplace.services.listings.withdraw import withdraw_listing
from marketplace.services.moderation.publish import publish_submission
from marketplace.services.moderation.request_changes import request_changes
from tests.factories.drafts import typed
from tests.services.imports.files import Item, credit_code, json_lines, supply
from tests.year.town import Town

S = ListingState
WRITES = {Kind.DEMAND: Role.DEMAND_OWNER, Kind.SUPPLY: Role.COMPANY}
# A contact's details begin like this and nothing else in the town does, so that a leak is found by searching.
PHONE, MAIL_DOMAIN = "1399000", "contact.example"


def contact_of_number(number: int) -> dict[str, str]:
    """Somebody to be reached."""
    return {
        "contact_name": f"联络人{number}",
        "contact_phone": f"{PHONE}{number:04d}",
        "contact_email": f"c{number}@{MAIL_DOMAIN}",
    }


def write_new(town: Town, kind: Kind) -> None:
    """Somebody writes a listing; a few are left as drafts."""
    number = town.number("listing")

    def write(session: Session) -> None:
        writers = select(Account).where(Account.role == WRITES[kind], Account.active).order_by(Account.id)
        writer = town.random.choice(session.scalars(writers).all())
        fields = contact_of_number(number)
        if town.chance(0.2):
            fields["contact_email"] = writer.email
        if kind is Kind.DEMAND:
            deadline = today_of(town.clock) + timedelta(days=town.random.randint(20, 300))
            fields["deadline"] = deadline.isoformat() if town.chance(0.5) else ""
        listing = start_listing(session, writer, kind, clock=town.clock)
        session.flush()
        whole = typed(kind, title=f"第{number}号场景的排队预测", **fields)
        draft = save_draft(session, writer, listing.code, whole, seen=1, clock=town.clock)
        session.flush()
        if town.chance(0.97):
            submit_draft(session, writer, listing.code, seen=draft.version, clock=town.clock, jobs=town.jobs)

    town.act("write", write)


def moderate(town: Town) -> None:
    """Staff read what waits: most of it is published, some goes back."""
    with town.sessions() as session:
        waiting = select(Submission.id).where(Submission.state == SubmissionState.WAITING)
        ids = session.scalars(waiting.order_by(Submission.id)).all()
    for submission_id in ids:

        def read(session: Session, submission_id: int = submission_id) -> None:
            reader = town.staff(session)
            listing = session.get_one(Submission, submission_id).listing
            people = town.people(session, listing.organization_id)
            if people and listing.state is S.SUBMITTED and town.seldom("take back", 0.02):
                close_own_listing(session, people[0], listing.code, S.WITHDRAWN, jobs=town.jobs)
            elif town.chance(0.15):
                comments = {"summary": "请写明目前每天有多少人排队。"}
                request_changes(session, reader, submission_id, comments=comments, clock=town.clock)
            else:
                publish_submission(session, reader, submission_id, clock=town.clock, jobs=town.jobs)

        if town.chance(0.7):
            town.act("moderate", read)


def edit(town: Town, session: Session, writer: Account, listing: Listing) -> None:
    """Mostly a material change; of what is public, now and then only a full stop, or another telephone."""
    draft = session.get(ListingDraft, listing.id)
    text = typed_now(session, listing, draft)
    number = town.number("edit")
    luck = town.random.random() if listing.state is S.PUBLISHED and draft is None else 1.0
    if luck < 0.15:
        text["contact_phone"] = f"{PHONE}{6000 + number % 1000}"
    elif luck < 0.3:
        text["description"] = text["description"].rstrip("。") + (
            "" if text["description"][-1] == "。" else "。"
        )
    else:
        text["description"] = (
            f"改为覆盖住院部，日均{1000 + number}人次，要求三个月内上线，误差不高于{number % 17 + 3}%。"
        )
    if text.get("deadline") and text["deadline"] <= today_of(town.clock).isoformat():
        text["deadline"] = (today_of(town.clock) + timedelta(days=120)).isoformat()
    seen = draft.version if draft else 0
    saved = save_draft(session, writer, listing.code, text, seen=seen, clock=town.clock)
    session.flush()
    if town.chance(0.05):
        discard_draft(session, writer, listing.code)
    else:
        submit_draft(session, writer, listing.code, seen=saved.version, clock=town.clock, jobs=town.jobs)


def tend(town: Town, listing_id: int) -> None:
    """Its owner, or staff, do one thing that its state allows."""

    def do(session: Session) -> None:
        listing = session.get_one(Listing, listing_id)
        people = town.people(session, listing.organization_id)
        if not people or town.chance(0.1):
            _tend_as_staff(town, session, listing)
            return
        _tend_as_owner(town, session, town.random.choice(people), listing)

    town.act("tend", do)


def _tend_as_owner(town: Town, session: Session, owner: Account, listing: Listing) -> None:
    def close(outcome: ListingState) -> None:
        close_own_listing(session, owner, listing.code, outcome, jobs=town.jobs)

    if listing.state in (S.SUBMITTED, S.CHANGES_REQUESTED) and town.chance(0.2):
        close(S.WITHDRAWN)
    elif _may_renew(town, listing):
        renew_listing(session, owner, listing.code, clock=town.clock, jobs=town.jobs)
    elif listing.state is S.PUBLISHED and town.chance(0.3):
        close(S.FULFILLED if town.chance(0.3) else S.WITHDRAWN)
    elif listing.state is not S.FULFILLED:
        edit(town, session, owner, listing)


def _tend_as_staff(town: Town, session: Session, listing: Listing) -> None:
    actor = town.staff(session)
    if listing.state is S.PUBLISHED:
        withdraw_listing(session, actor, listing.id, reason="outdated", jobs=town.jobs)
    elif listing.state in (S.WITHDRAWN, S.EXPIRED):
        newest = select(func.max(ListingVersion.number)).where(ListingVersion.listing_id == listing.id)
        number = session.scalars(newest).one()
        publish_listing(session, actor, listing.id, seen_version=number, clock=town.clock, jobs=town.jobs)


def _may_renew(town: Town, listing: Listing) -> bool:
    """Whether the owner was told of the end, or reads of it afterwards, and the text allows a new term."""
    text = listing.published_version
    near = listing.state is S.PUBLISHED and listing.reminders > 0
    if text is None or not (near or (listing.state is S.EXPIRED and town.chance(0.5))):
        return False
    return text.deadline is None or text.deadline > today_of(town.clock)


def import_supplies(town: Town, count: int) -> None:
    """Staff import a list: companies that have no account, each reached by its contact alone.

    Some lines stood in the list before and say something else now.
    """
    known = town.numbers["imported"]
    items = [_line(town.number("imported")) for _ in range(count)]
    for number in town.random.sample(range(1, known + 1), min(known, 3)):
        again = _line(number)
        again["description"] = f"激光导航，自动回充，续航{town.number('revision') % 9 + 4}小时。"
        items.append(again)
    batch_ids: list[int] = []

    def receive(session: Session) -> None:
        content = json_lines(items)
        batch = receive_upload(session, town.staff(session), "list.jsonl", content, most_mib=20)
        batch_ids.append(batch.id)

    town.act("upload", receive)
    read_file(town.outside, batch_ids[0])
    with transaction(town.sessions) as session:
        mark = session.get_one(ImportBatch, batch_ids[0]).summary["fingerprint"]
        request_apply(session, town.staff(session), batch_ids[0], fingerprint=mark)
    apply_file(town.outside, batch_ids[0])


def _line(number: int) -> Item:
    item = supply(
        number, unified_social_credit_code=credit_code(number // 3), **contact_of_number(5000 + number)
    )
    item["organization"] = f"名录公司{number // 3}"
    return item
