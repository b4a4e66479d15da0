"""The demonstration loads into an empty database, as users would load it."""

from __future__ import annotations

import stat
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.demo.accounts import (
    DEMO_ACCOUNTS,
    find_usable,
    make_password,
    password_file,
    read_password,
)
from marketplace.demo.load import LIST_TITLE, WORKBOOK, is_empty, load_demo
from marketplace.models import (
    Account,
    Kind,
    Listing,
    ListingState,
    MatchRun,
    OpportunityList,
    OpportunityListItem,
    Role,
)
from marketplace.services.accounts.passwords import check_new_password
from tests.doubles import MovableClock, RecordingQueue
from tests.factories import make_account

PASSWORD = "abcd-efgh-jkmn"
QRELS = WORKBOOK.with_name("qrels.tsv")


@pytest.fixture
def loaded(session: Session, clock: MovableClock, jobs: RecordingQueue) -> int:
    return load_demo(session, password=PASSWORD, clock=clock, jobs=jobs, progress=lambda done, total: None)


def test_it_loads_165_published_items_one_list_and_one_account_a_role(session: Session, loaded: int) -> None:
    assert Counter(session.scalars(select(Listing.kind))) == {Kind.DEMAND: 19, Kind.SUPPLY: 146}
    assert set(session.scalars(select(Listing.state))) == {ListingState.PUBLISHED}
    assert session.scalars(select(OpportunityList.title)).all() == [LIST_TITLE]
    assert session.scalar(select(func.count()).select_from(OpportunityListItem)) == 165
    assert sorted(session.scalars(select(Account.role))) == sorted(Role)
    assert session.get(MatchRun, loaded) is not None


def test_the_two_sides_own_listings_that_fit_each_other(session: Session, loaded: int) -> None:
    def codes(role: Role) -> set[str]:
        owner = select(Account.organization_id).where(Account.role == role).scalar_subquery()
        return set(session.scalars(select(Listing.code).where(Listing.organization_id == owner)))

    grades = {tuple(line.split("\t")[:2]): line.split("\t")[2] for line in QRELS.read_text().splitlines()}
    demands, supplies = codes(Role.DEMAND_OWNER), codes(Role.COMPANY)
    assert "3" in {grades.get((demand, supply)) for demand in demands for supply in supplies}


def test_only_an_empty_database_is_empty(session: Session) -> None:
    assert is_empty(session)
    make_account(session)
    assert not is_empty(session)


def test_the_password_is_made_here_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    assert read_password(tmp_path) is None
    password = make_password(tmp_path)
    assert read_password(tmp_path) == password
    assert make_password(tmp_path) != password
    assert stat.S_IMODE(password_file(tmp_path).stat().st_mode) == 0o600
    for demo in DEMO_ACCOUNTS:
        check_new_password(password, demo.email, field="password")


def test_only_accounts_that_still_have_the_password_are_shown(session: Session, loaded: int) -> None:
    assert len(find_usable(session, PASSWORD)) == len(DEMO_ACCOUNTS)
    session.scalars(select(Account).where(Account.role == Role.STAFF)).one().active = False
    session.flush()
    assert Role.STAFF not in {demo.role for demo in find_usable(session, PASSWORD)}
    assert find_usable(session, "another-password") == []
