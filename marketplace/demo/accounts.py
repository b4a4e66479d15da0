"""One account per role, all with one password that is made for this installation."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.models import Account, Role
from marketplace.services.accounts.create import create_account
from marketplace.services.accounts.guessable import is_guessable
from marketplace.services.accounts.passwords import password_matches

# Letters and digits that nobody mistakes for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration; the two sides belong to an organization of the list."""

    role: Role
    email: str
    display_name: str
    organization_code: str | None = None


# The hospital of demand X08 and the company of supply G006, which answers it well.
DEMO_ACCOUNTS = (
    DemoAccount(Role.COMPANY, "company@example.com", "企业演示账号", "91510199MAAMBBN520"),
    DemoAccount(Role.DEMAND_OWNER, "demand@example.com", "需求方演示账号", "125101998214172092"),
    DemoAccount(Role.STAFF, "staff@example.com", "撮合专员演示账号"),
    DemoAccount(Role.ADMINISTRATOR, "admin@example.com", "管理员演示账号"),
    DemoAccount(Role.AUDITOR, "auditor@example.com", "审计员演示账号"),
    DemoAccount(Role.INTEGRATOR, "integrator@example.com", "对接系统演示账号"),
)


def make_account(session: Session, demo: DemoAccount, password: str) -> Account:
    """Create one of them."""
    return create_account(
        session,
        None,
        email=demo.email,
        display_name=demo.display_name,
        role=demo.role,
        password=password,
        organization_code=demo.organization_code,
    )


def find_usable(session: Session, password: str) -> Sequence[DemoAccount]:
    """Those that exist, are active and still have the demonstration's password."""
    emails = [demo.email for demo in DEMO_ACCOUNTS]
    found = {
        account.email: account
        for account in session.scalars(select(Account).where(Account.email.in_(emails)))
    }
    return [
        demo
        for demo in DEMO_ACCOUNTS
        if (account := found.get(demo.email)) is not None
        and account.active
        and password_matches(account.password_hash, password)
    ]


def password_file(var_dir: Path) -> Path:
    """Where the password is kept, so that every start can print it."""
    return var_dir / "demo_password"


def make_password(var_dir: Path) -> str:
    """A new random password, written to its file, readable by its owner alone."""
    password = _draw_password()
    while is_guessable(password):  # chance may draw a word that everybody tries
        password = _draw_password()
    path = password_file(var_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(password, encoding="ascii")
    return password


def _draw_password() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def read_password(var_dir: Path) -> str | None:
    """The password of the demonstration loaded here, if one was."""
    path = password_file(var_dir)
    return path.read_text(encoding="ascii").strip() if path.exists() else None
