"""The pages of the yearly confirmation."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.models import Role, SuspendedFor
from tests.doubles import MovableClock
from tests.factories import make_account
from tests.web.visitor import Visitor


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_manager_keeps_and_suspends(
    visitor: Visitor, session: Session, clock: MovableClock, language: str
) -> None:
    manager = make_account(session, Role.COMPANY, is_manager=True)
    kept, suspended, later = (make_account(session, Role.COMPANY, manager.organization) for _ in range(3))
    visitor.sign_in(manager)
    page = "/workspace/organization/confirm"
    visitor.get(f"{page}?lang={language}")
    for one in (kept, suspended, later):
        one.confirmation_asked_at = clock.now()
    session.commit()
    assert page in visitor.get(f"/workspace/organization?lang={language}").to_html()
    assert len(visitor.get(f"{page}?lang={language}").query("tbody tr")) == 3
    visitor.post(page, {}, expect=400)
    visitor.post(page, {f"account_{kept.id}": "perhaps", "account_x": "keep"}, expect=400)
    visitor.post(page, {f"account_{kept.id}": "keep", f"account_{suspended.id}": "suspend"}, expect=303)
    assert len(visitor.get(page).query("tbody tr")) == 1
    session.expire_all()
    assert kept.active and suspended.suspended_for is SuspendedFor.UNCONFIRMED and later.active
    visitor.get(f"/workspace/organization?lang={language}")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_administrator_does_so_for_those_nobody_else_can_confirm(
    visitor: Visitor, session: Session, clock: MovableClock, language: str
) -> None:
    staff, alone = make_account(session), make_account(session, Role.COMPANY, is_manager=True)
    for one in (staff, alone):
        one.confirmation_asked_at = clock.now()
    session.commit()
    visitor.may_see_contacts = True
    visitor.sign_in(make_account(session, Role.ADMINISTRATOR))
    page = "/admin/accounts/confirm"
    assert page in visitor.get(f"/admin/accounts?lang={language}").to_html()
    assert len(visitor.get(f"{page}?lang={language}").query("tbody tr")) == 2
    visitor.post(page, {f"account_{staff.id}": "suspend", f"account_{alone.id}": "keep"}, expect=303)
    session.expire_all()
    assert not staff.active and alone.active
    visitor.get(f"{page}?lang={language}")
    visitor.get(f"/admin/accounts?lang={language}")
    visitor.post("/sign-out")
    answer = visitor.post("/sign-in", {"email": staff.email, "password": "correct horse"}, expect=400)
    assert b"/sign-in" in answer.get_data()
