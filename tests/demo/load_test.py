"""The demonstration loads into an empty database, as users would load it."""

from __future__ import annotations

import stat
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.demo.accounts import (
    DEMO_ACCOUNTS,
    find_usable,
    make_password,
    password_file,
    read_password,
)
from marketplace.demo.load import LIST_TITLE, WORKBOOK, is_empty
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
from tests.demo.conftest import PASSWORD, Demo
from tests.factories import make_account

QRELS = WORKBOOK.with_name("qrels.tsv")


def test_it_loads_165_published_items_one_list_and_one_account_a_role(demo: Demo) -> None:
    session = demo.session
    public = select(Listing.kind).where(Listing.state == ListingState.PUBLISHED)
    assert Counter(session.scalars(public)) == {Kind.DEMAND: 19, Kind.SUPPLY: 146}
    assert session.scalars(select(OpportunityList.title)).all() == [LIST_TITLE]
    assert session.scalar(select(func.count()).select_from(OpportunityListItem)) == 165
    shown = select(Account.role).where(Account.email.in_([demo.email for demo in DEMO_ACCOUNTS]))
    assert sorted(session.scalars(shown)) == sorted(Role)
    assert session.get(MatchRun, demo.run_id) is not None


def test_the_two_sides_own_listings_that_fit_each_other(lived: Session) -> None:
    def codes(role: Role) -> set[str]:
        email = next(one.email for one in DEMO_ACCOUNTS if one.role is role)
        owner = select(Account.organization_id).where(Account.email == email).scalar_subquery()
        return set(lived.scalars(select(Listing.code).where(Listing.organization_id == owner)))

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


def test_only_accounts_that_still_have_the_password_are_shown(lived: Session) -> None:
    assert len(find_usable(lived, PASSWORD)) == len(DEMO_ACCOUNTS)
    with lived.begin_nested() as changed:
        lived.scalars(select(Account).where(Account.email == "staff@example.com")).one().active = False
        lived.flush()
        assert Role.STAFF not in {demo.role for demo in find_usable(lived, PASSWORD)}
        changed.rollback()
    assert find_usable(lived, "another-password") == []
