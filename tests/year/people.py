"""People come and go: they sign in, confirm each other once a year, leave, are let in again and erased."""

from __future__ import annotations

from collections.abc import Sequence

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Kind, Pace, Role, SecondFactor, TopicGroup
from marketplace.services.accounts.set_active import set_account_active
from marketplace.services.accounts.sign_in import complete_sign_in, sign_in
from marketplace.services.factors.prove import sign_in_with_code
from marketplace.services.factors.set_up import confirm_factor, offer_secret
from marketplace.services.listings.query import ListingQuery
from marketplace.services.notifications.preferences import choose_paces
from marketplace.services.own_data.erase import Replacement, erase_account
from marketplace.services.recertification.confirm import accounts_to_confirm, answer_confirmations
from marketplace.services.recertification.duty import confirmers_of
from marketplace.services.searches.keep import keep_search
from tests.factories.accounts import PASSWORD
from tests.year.town import Town

SIDES = (Role.COMPANY, Role.DEMAND_OWNER)
USUALLY = 30
"""People sign in every so many days; some lose interest after a while and stay away."""
LOSES_INTEREST = 17
"""One account of so many."""


def change_people(town: Town, day: int) -> None:
    """What happens to accounts on this day."""
    sign_people_in(town, day)
    if day % 7 == 2:
        confirm_people(town)
    if day % 5 == 1:
        let_people_in(town)
    if day % 15 == 7:
        town.act("choose mail", lambda session: _choose_mail(town, session))
    if day % 20 == 6:
        town.act("keep a search", lambda session: _keep_a_search(town, session))
    if day % 25 == 13:
        town.act("leave", lambda session: _leave(town, session))
    if day % 30 == 23:
        town.act("erase", lambda session: _erase(town, session))
    if day == 3:
        with town.sessions() as session:
            staff = select(Account.id).where(Account.role == Role.STAFF).order_by(Account.id)
            first_two = session.scalars(staff.limit(2)).all()
        for account_id in first_two:
            town.act("second factor", lambda session, key=account_id: _take_a_factor(town, session, key))


def sign_people_in(town: Town, day: int) -> None:
    """Staff with a second factor give a password and a code; of the others only the sign-in is recorded, for
    a password takes long to compare on purpose."""
    with town.sessions() as session:
        active = session.scalars(select(Account.id).where(Account.active).order_by(Account.id)).all()
    for account_id in active:
        lost = account_id % LOSES_INTEREST == 0 and day > account_id % 90
        if (day + account_id) % USUALLY == 0 and not lost:
            town.act("sign in", lambda session, key=account_id: _sign_in(town, session, key))


def _sign_in(town: Town, session: Session, account_id: int) -> None:
    account = session.get_one(Account, account_id)
    factor = session.get(SecondFactor, account_id)
    if factor is None or factor.confirmed_at is None:
        complete_sign_in(session, account, clock=town.clock)
        return
    sign_in(session, account.email, PASSWORD, clock=town.clock)
    sign_in_with_code(session, account, pyotp.TOTP(factor.secret).at(town.clock.now()), clock=town.clock)


def _take_a_factor(town: Town, session: Session, account_id: int) -> None:
    account = session.get_one(Account, account_id)
    offer = offer_secret(session, account, password=PASSWORD, clock=town.clock)
    code = pyotp.TOTP(offer.secret).at(town.clock.now())
    confirm_factor(session, account, sealed=offer.sealed, code=code, clock=town.clock)


def confirm_people(town: Town) -> None:
    """Managers and administrators look through those who wait for their word; some they never get to."""
    with town.sessions() as session:
        asked = session.scalars(
            select(Account).where(Account.active, Account.confirmation_asked_at.is_not(None))
        )
        ids = sorted({one.id for account in asked.all() for one in confirmers_of(session, account)})

    def confirm(session: Session, account_id: int) -> None:
        actor = session.get_one(Account, account_id)
        asked = [one.account for one in accounts_to_confirm(session, actor)]
        mine = [one.id for one in asked if one.id % 11]  # nobody remembers the others
        gone = [one for one in mine if town.chance(0.05)]
        answer_confirmations(
            session, actor, keep=[one for one in mine if one not in gone], suspend=gone, clock=town.clock
        )

    for account_id in ids:
        town.act("confirm", lambda session, key=account_id: confirm(session, key))


def let_people_in(town: Town) -> None:
    """An administrator lets in somebody the site has suspended, who asked for it."""

    def let_in(session: Session) -> None:
        suspended = select(Account.id).where(Account.suspended_for.is_not(None), ~Account.active)
        waiting = session.scalars(suspended.order_by(Account.id)).all()
        if waiting:
            administrator = town.one_of(session, Role.ADMINISTRATOR)
            chosen = town.random.choice(waiting)
            set_account_active(session, administrator, chosen, active=True, clock=town.clock)

    town.act("let in", let_in)


def _sides(session: Session) -> Sequence[Account]:
    sides = select(Account).where(Account.role.in_(SIDES), Account.active).order_by(Account.id)
    return session.scalars(sides).all()


def _choose_mail(town: Town, session: Session) -> None:
    account = town.random.choice(_sides(session))
    pace = town.random.choice([Pace.NEVER, Pace.AT_ONCE])
    choose_paces(session, account, {TopicGroup.PAIRS: pace, TopicGroup.REMINDERS: pace}, clock=town.clock)
    if pace is Pace.NEVER:
        town.opted_out.add(account.id)


def _keep_a_search(town: Town, session: Session) -> None:
    account = town.random.choice(_sides(session))
    kind = Kind.DEMAND if account.role is Role.COMPANY else Kind.SUPPLY
    keep_search(session, account, ListingQuery(kinds=(kind,)), name="新发布的", clock=town.clock)


def _leave(town: Town, session: Session) -> None:
    account = town.random.choice(_sides(session))
    administrator = town.one_of(session, Role.ADMINISTRATOR)
    set_account_active(session, administrator, account.id, active=False, clock=town.clock)


def _erase(town: Town, session: Session) -> None:
    account = town.random.choice([one for one in _sides(session) if one.id not in town.erased])
    people = town.people(session, account.organization_id or 0)
    others = [one.id for one in people if one.id != account.id]
    replacement = Replacement("新联络人", f"{town.number('phone')}", "") if town.chance(0.5) else None
    email = account.email
    erase_account(
        session, account, password=PASSWORD, replacement=replacement, clock=town.clock, jobs=town.jobs,
        successor=others[0] if others else None, leaves_nobody=not others,
    )  # fmt: skip
    town.erased[account.id] = email
