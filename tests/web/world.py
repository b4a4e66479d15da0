"""A small world with one of everything a route may name, and somebody of every role in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from marketplace.models import (
    Account,
    AccountSession,
    Approach,
    BlindReview,
    Disclosure,
    FilePurpose,
    FollowUp,
    ImportBatch,
    Invitation,
    Kind,
    Listing,
    ListingAttachment,
    ListingContact,
    Match,
    MatchState,
    Meeting,
    MendRequest,
    OpportunityList,
    Organization,
    OrganizationBlock,
    Outcome,
    ProblemKind,
    Question,
    QuestionState,
    Role,
    StoredFile,
    Submission,
    Verification,
)
from marketplace.services.answers.accept import accept_match
from marketplace.services.dashboards.figures import Figure
from marketplace.services.files.store import store_file
from marketplace.services.imports.read import read_upload
from marketplace.services.imports.upload import receive_upload
from marketplace.services.introductions.contact import show_contact
from marketplace.services.quality.read import OPEN_LIST
from marketplace.web.workspace.step_forms import STEP_FORMS
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_kind, make_list, make_listing, make_match
from tests.factories.account_sessions import make_account_session, make_email_change, make_reset
from tests.factories.drafts import make_submission
from tests.factories.introduced import make_claim, make_meeting, make_note
from tests.factories.links import make_approach, make_contact_link, make_link, make_question
from tests.factories.recommended import Recommended, make_recommended
from tests.factories.reviewed import Reviewed, make_reviewed
from tests.services.files.samples import PDF
from tests.services.imports.files import json_lines, supply
from tests.web.registered import Registered, make_registered, token_of
from tests.web.told_world import EVERY_TOLD, Told, tell_world

UPLOADED = {"contact_name": "欧阳上传", "contact_phone": "028-8000-9901", "contact_email": "up@example.org"}


@dataclass(frozen=True)
class World:
    """Accounts by what they are called in the tests (None: a visitor), and the objects that routes name.

    `introduced` is a pair whose owner has seen the company's contact; nobody has seen the owner's.
    `waiting` is recommended, `hidden` merely suggested; both lie between the same two organizations.
    """

    accounts: Mapping[str, Account | None]
    introduced: Recommended
    waiting: Recommended
    hidden: Match
    released: OpportunityList
    batch: ImportBatch
    spare: Account
    kind: ProblemKind
    submission: Submission
    file: StoredFile
    question: Question
    approach: Approach
    told: Told
    reviewed: Reviewed
    meeting: Meeting
    claim: Outcome
    note: FollowUp
    registered: Registered

    def account_of(self, role: Role | None) -> Account | None:
        """Somebody of that role."""
        return self.accounts[role.value if role is not None else "visitor"]


# A link's token is kept nowhere but in its mail, so the world remembers it here.
TOKENS: list[str] = []
CONTACT_TOKENS: list[str] = []
RESET_TOKENS: list[str] = []
EMAIL_TOKENS: dict[Role | None, str] = {}
SESSION_IDS: list[int] = []


def make_world(session: Session, clock: MovableClock) -> World:
    """Make it; every object is committed."""
    introduced = make_recommended(session)
    for side in Kind:
        accept_match(session, introduced.on(side), introduced.match.id, side, introduced.seen, clock=clock)
        session.flush()
    show_contact(session, introduced.owner, introduced.match.id, Kind.DEMAND, clock=clock)
    demander, supplier = introduced.match.demand.organization, introduced.match.supply.organization
    waiting = make_recommended(session, demander=demander, supplier=supplier)
    hidden = make_match(
        session,
        make_listing(session, Kind.DEMAND, demander),
        make_listing(session, Kind.SUPPLY, supplier),
        MatchState.SUGGESTED,
    )
    released = make_list(session, [waiting.match.demand, waiting.match.supply])
    staff = make_account(session, Role.STAFF)
    batch = receive_upload(session, staff, "list.jsonl", json_lines([supply(1, **UPLOADED)]), most_mib=1)
    read_upload(session, batch.id, clock=clock)
    accounts: dict[str, Account | None] = {
        "visitor": None,
        "company": introduced.company,
        "demand_owner": introduced.owner,
        "staff": staff,
        "administrator": make_account(session, Role.ADMINISTRATOR),
        "auditor": make_account(session, Role.AUDITOR),
        "integrator": make_account(session, Role.INTEGRATOR),
        "colleague": make_account(session, Role.DEMAND_OWNER, demander),
        "stranger": make_account(session, Role.COMPANY),
    }
    registered = make_registered(
        session, {Role.COMPANY: introduced.company, Role.DEMAND_OWNER: introduced.owner}
    )
    spare = make_account(session, Role.STAFF)
    submission = make_submission(session, introduced.owner, clock, RecordingQueue())
    file = make_public_file(session, waiting.match.demand, introduced.owner, clock)
    kind = make_kind(session)
    link_world(session, waiting, introduced, clock)
    secure_world(session, spare, accounts.values(), clock)
    replied = {"relayed_text": "能否部署在院内？", "reply": "可以。"}
    question = make_question(session, waiting.match, Kind.DEMAND, clock, QuestionState.RELAYED, **replied)
    approach = make_approach(session, waiting.match.demand, introduced.company, clock)
    told = tell_world(session, [*accounts.values(), spare], waiting, clock)
    reviewed = make_reviewed(session, clock)
    meeting = make_meeting(session, clock, introduced)
    claim, note = make_claim(session, clock, introduced), make_note(session, clock, introduced)
    session.commit()
    made = (accounts, introduced, waiting, hidden, released, batch, spare, kind, submission, file)
    return World(*made, question, approach, told, reviewed, meeting, claim, note, registered)


def link_world(session: Session, asked: Recommended, introduced: Recommended, clock: MovableClock) -> None:
    """A link to answer one pair by, and a link to the contact of another."""
    TOKENS[:] = [make_link(session, asked.match, Kind.SUPPLY, clock)]
    CONTACT_TOKENS[:] = [make_contact_link(session, introduced.match, Kind.SUPPLY, clock)]


def secure_world(
    session: Session, account: Account, others: Iterable[Account | None], clock: MovableClock
) -> None:
    """A link to a new password, a session, and new addresses that wait."""
    change_addresses(session, others, clock)
    RESET_TOKENS[:] = [make_reset(session, account, clock)]
    make_account_session(session, account)
    SESSION_IDS[:] = session.scalars(select(AccountSession.id))


def change_addresses(session: Session, accounts: Iterable[Account | None], clock: MovableClock) -> None:
    """A new address that waits to be confirmed, for one account of every role."""
    EMAIL_TOKENS.clear()
    for account in accounts:
        if account is not None and account.role not in EMAIL_TOKENS:
            EMAIL_TOKENS[account.role] = make_email_change(session, account, clock)


def make_public_file(session: Session, listing: Listing, owner: Account, clock: MovableClock) -> StoredFile:
    """A file that the public text of the listing brings."""
    file = store_file(
        session,
        owner,
        name="图纸.pdf",
        content=PDF,
        purpose=FilePurpose.LISTING_ATTACHMENT,
        organization_id=listing.organization_id,
        clock=clock,
    )
    session.add(ListingAttachment(version_id=listing.published_version_id, file_id=file.id, position=0))
    return file


Ids = Sequence[int | str]
# How to fill each parameter an address may have: every object there is. A new name needs a line here.
EVERY: Mapping[str, Callable[[Session], Ids]] = {
    "code": lambda session: session.scalars(select(Listing.code)).all(),
    "match_id": lambda session: session.scalars(select(Match.id)).all(),
    "listing_id": lambda session: session.scalars(select(Listing.id)).all(),
    "account_id": lambda session: session.scalars(select(Account.id)).all(),
    "block_id": lambda session: session.scalars(select(OrganizationBlock.id)).all(),
    "request_id": lambda session: session.scalars(select(MendRequest.id)).all(),
    "blind_id": lambda session: session.scalars(select(BlindReview.id)).all(),
    "batch_id": lambda session: session.scalars(select(ImportBatch.id)).all(),
    "slug": lambda session: session.scalars(select(OpportunityList.slug)).all(),
    "report": lambda session: [OPEN_LIST],
    "figure": lambda session: [*Figure],
    "submission_id": lambda session: session.scalars(select(Submission.id)).all(),
    "file_id": lambda session: session.scalars(select(StoredFile.id)).all(),
    "question_id": lambda session: session.scalars(select(Question.id)).all(),
    "approach_id": lambda session: session.scalars(select(Approach.id)).all(),
    "token": lambda session: [*TOKENS],
    "contact_token": lambda session: [*CONTACT_TOKENS],
    "kind_id": lambda session: session.scalars(select(ProblemKind.id)).all(),
    "step": lambda session: sorted(STEP_FORMS),
    "meeting_id": lambda session: session.scalars(select(Meeting.id)).all(),
    "outcome_id": lambda session: session.scalars(select(Outcome.id)).all(),
    "entry_id": lambda session: session.scalars(select(FollowUp.id)).all(),
    "paper_id": lambda session: session.scalars(select(StoredFile.id)).all(),
    "kind_key": lambda session: [kind.key for kind in session.scalars(select(ProblemKind))],
    **EVERY_TOLD,
    "verification_id": lambda session: session.scalars(select(Verification.id)).all(),
    "organization_id": lambda session: session.scalars(select(Organization.id)).all(),
    "invitation_id": lambda session: session.scalars(select(Invitation.id)).all(),
    "confirmation_token": lambda session: [token_of("confirmation_token")],
    "session_id": lambda session: session.scalars(select(AccountSession.id)).all(),
    "reset_token": lambda session: [*RESET_TOKENS],
    "email_token": lambda session: [*EMAIL_TOKENS.values()],
    "invitation_token": lambda session: [token_of("invitation_token")],
}
# Parameters of which tests/web/registered.py knows an object for each role.
REGISTERED = frozenset({"verification_id", "organization_id", "invitation_id"}) | {
    "confirmation_token",
    "invitation_token",
}


def one_of_each(world: World, rule: Rule, role: Role | None) -> dict[str, int | str]:
    """Values for a rule's parameters with which somebody of the role, if permitted, gets a page."""
    # A meeting's calendar entry is found with its own pair alone.
    pair = (world.introduced if "meeting_id" in rule.arguments else world.waiting).match
    demand_side = "demand" in rule.rule or (role is Role.DEMAND_OWNER and "supplies" not in rule.rule)
    if rule.endpoint.startswith("workspace.") and "approach" in rule.rule:
        demand_side = not demand_side  # one approaches the other side's listing
    listing = pair.demand if demand_side else pair.supply
    values: dict[str, int | str] = {
        "code": listing.code,
        "match_id": pair.id,
        "listing_id": listing.id,
        "account_id": world.spare.id,
        "block_id": world.reviewed.block.id,
        "request_id": world.reviewed.request.id,
        "blind_id": (world.reviewed.unsettled if "agreement" in rule.rule else world.reviewed.blind).id,
        "batch_id": world.batch.id,
        "slug": world.released.slug,
        "report": OPEN_LIST,
        "figure": Figure.INTRODUCED.value,
        "submission_id": world.submission.id,
        "file_id": world.file.id,
        "kind_id": world.kind.id,
        "question_id": world.question.id,
        "approach_id": world.approach.id,
        "token": TOKENS[0],
        "contact_token": CONTACT_TOKENS[0],
        "session_id": SESSION_IDS[0],
        "reset_token": RESET_TOKENS[0],
        "email_token": EMAIL_TOKENS.get(role, EMAIL_TOKENS[Role.STAFF]),
        "kind_key": world.kind.key,
        **world.told.to(world.account_of(role)),
        "step": "note",
        "meeting_id": world.meeting.id,
        "outcome_id": world.claim.id,
        "entry_id": world.note.id,
        "paper_id": world.claim.file_id or 0,
    }
    return {
        name: world.registered.value_of(name, role) if name in REGISTERED else values[name]
        for name in rule.arguments
    }


def contacts_of(session: Session) -> dict[str, int | None]:
    """Every personal contact value there is, with the listing it belongs to (None: an uploaded file's)."""
    values: dict[str, int | None] = dict.fromkeys(UPLOADED.values())
    for contact in session.scalars(select(ListingContact)):
        values |= dict.fromkeys((contact.name, contact.phone, contact.email), contact.listing_id)
    return values


def may_see(
    session: Session, account: Account | None, listing_id: int | None, rule: Rule, values: object
) -> bool:
    """Whether this page may show this account that listing's contact."""
    if account is None or listing_id is None or not isinstance(values, dict):
        return False
    listing = session.get_one(Listing, listing_id)
    if rule.endpoint in ("workspace.listing", "workspace.edit_listing"):
        return listing.organization_id == account.organization_id and values["code"] == listing.code
    if rule.endpoint != "workspace.match":
        return False
    match = session.get_one(Match, values["match_id"])
    seen = select(Disclosure.id).where(
        Disclosure.account_id == account.id, Disclosure.listing_id == listing_id
    )
    return listing_id in (match.demand_id, match.supply_id) and session.scalar(seen) is not None
