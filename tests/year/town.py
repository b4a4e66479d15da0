"""The people of the year, and how each of their acts is carried out: one transaction, one service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import DateTime, event, inspect, select
from sqlalchemy.orm import Session, sessionmaker

from marketplace.database import transaction
from marketplace.errors import JingqiaoError
from marketplace.jobs.mailroom import MailRoom
from marketplace.models import Account, Base, Kind, Listing, Match, Organization, OrganizationState, Role
from marketplace.services.audit.record import record_event
from marketplace.services.organizations.suspend import reinstate_organization
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account, make_organization
from tests.jobs.mail_server import Mailbox
from tests.year.scoring import ScoringEngine

BEGINNING = datetime(2026, 12, 1, 23, 0, tzinfo=UTC)
"""Seven in the morning in China."""


class RunsToDo(RecordingQueue):
    """A queue whose matching runs are taken off by the day's worker."""

    def take(self) -> list[tuple[str, list[int]]]:
        """What was enqueued since: each reason with all the listings it was given for."""
        taken: dict[str, set[int]] = {}
        for ids, reason in self.refreshed:
            assert ids, "no act of the year asks for everything"
            taken.setdefault(reason, set()).update(ids)
        self.refreshed = []
        return [(reason, sorted(ids)) for reason, ids in sorted(taken.items())]


@dataclass(frozen=True)
class Size:
    """How large the town is, and for how long it is watched."""

    days: int
    demands: int
    supplies: int
    imported: int
    owners: int
    companies: int
    acts_a_day: int


@dataclass
class Town:
    """Everything outside, as the site and its worker are handed it; `done` and `refused` count the acts."""

    sessions: sessionmaker[Session]
    engine: ScoringEngine
    room: MailRoom
    mailbox: Mailbox
    size: Size
    random: Random
    clock: MovableClock
    jobs: RunsToDo = field(default_factory=RunsToDo)
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=Counter)
    due: dict[str, float] = field(default_factory=dict)
    opted_out: set[int] = field(default_factory=set)
    erased: dict[int, str] = field(default_factory=dict)
    told: dict[int, str] = field(default_factory=dict)
    message_ids: set[str] = field(default_factory=set)
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    events: set[str] = field(default_factory=set)

    @property
    def full(self) -> range:
        """The numbers of readers whose boxes are full now and then."""
        return range(1, 400, 9)

    @property
    def outside(self) -> Town:
        """What a job is handed: the town has it all."""
        return self

    def act(self, name: str, what: Callable[[Session], object]) -> bool:
        """Do it in a transaction of its own, a second after the last; a refusal is counted."""
        self.clock.move(seconds=1)
        try:
            with transaction(self.sessions) as session:
                what(session)
        except JingqiaoError as refusal:
            self.refused[f"{name}: {refusal}"] += 1
            return False
        self.done[name] += 1
        return True

    def wait_until(self, day: int, hours: float) -> None:
        """Let time pass until so many hours after the day began."""
        moment = BEGINNING + timedelta(days=day, hours=hours)
        self.clock.moment = max(moment, self.clock.moment)

    def chance(self, share: float) -> bool:
        """Whether something happens that happens to this share."""
        return self.random.random() < share

    def seldom(self, name: str, share: float) -> bool:
        """The same for what must not be left to luck: of the times it could happen, exactly this share."""
        self.due[name] = self.due.get(name, 0.5) + share
        if self.due[name] < 1.0:
            return False
        self.due[name] -= 1.0
        return True

    def number(self, name: str) -> int:
        """The next of its kind."""
        self.numbers[name] += 1
        return self.numbers[name]

    def in_days(self, days: float) -> datetime:
        """A moment from now on."""
        return self.clock.now() + timedelta(days=days)

    def staff(self, session: Session) -> Account:
        """Somebody on duty."""
        found = select(Account).where(Account.role == Role.STAFF, Account.active).order_by(Account.id)
        return self.random.choice(session.scalars(found).all())

    def one_of(self, session: Session, role: Role) -> Account:
        """The first account of the role."""
        found = select(Account).where(Account.role == role, Account.active).order_by(Account.id)
        return session.scalars(found.limit(1)).one()

    def people(self, session: Session, organization_id: int) -> Sequence[Account]:
        """Who can sign in for the organization."""
        found = select(Account).where(Account.organization_id == organization_id, Account.active)
        return session.scalars(found.order_by(Account.id)).all()

    def on(self, session: Session, match: Match, side: Kind) -> Account | None:
        """Somebody of that side; None when it has no account."""
        listing: Listing = match.demand if side is Kind.DEMAND else match.supply
        people = self.people(session, listing.organization_id)
        return self.random.choice(people) if people else None


def date_rows(town: Town) -> None:
    """What the database would date by its own clock is dated by the town's: the year is the same always."""
    dated = {
        mapper.class_: [
            column.key
            for column in mapper.column_attrs
            if isinstance(column.columns[0].type, DateTime) and column.columns[0].server_default is not None
        ]
        for mapper in Base.registry.mappers
    }

    def fill(session: Session, *_: object) -> None:
        for row in session.new:
            for name in dated[type(row)]:
                if name not in inspect(row).dict:
                    setattr(row, name, town.clock.now())

    event.listen(town.sessions, "before_flush", fill)


def settle(town: Town) -> None:
    """The organizations and their people as they stand on the first day.

    Each account was opened some time in the year before, so that their yearly confirmations are spread.
    """
    with transaction(town.sessions) as session:
        administrator = _open(town, session, Role.ADMINISTRATOR)
        _open(town, session, Role.ADMINISTRATOR)
        for role in (Role.STAFF, Role.STAFF, Role.STAFF, Role.AUDITOR):
            _open(town, session, role)
        for count, role, kind in (
            (town.size.owners, Role.DEMAND_OWNER, "政府部门"),
            (town.size.companies, Role.COMPANY, "企业"),
        ):
            for _ in range(count):
                organization = make_organization(session, kind=kind, state=OrganizationState.UNVERIFIED)
                registered = OrganizationState.UNVERIFIED.value
                record_event(session, None, "organization.registered", organization, to_state=registered)
                reinstate_organization(session, administrator, organization.id)
                _open(town, session, role, organization, is_manager=True)
                if town.chance(0.3):
                    _open(town, session, role, organization)


def _open(
    town: Town,
    session: Session,
    role: Role,
    organization: Organization | None = None,
    *,
    is_manager: bool = False,
) -> Account:
    account = make_account(session, role, organization, is_manager=is_manager)
    account.created_at = town.in_days(-town.random.randint(1, 360))
    account.last_signed_in_at = town.clock.now()
    record_event(session, None, "account.created", account, role=role.value)
    return account
