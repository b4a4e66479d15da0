"""The imports of the past, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from marketplace.models import Account, ImportBatch
from marketplace.permissions import Actor, Permission, require

PAGE_SIZE = 20


@dataclass(frozen=True)
class PastImports:
    """One page of imports, each with the name of who uploaded it ("" for the system)."""

    imports: list[tuple[ImportBatch, str]]
    number: int
    pages: int


def browse_imports(session: Session, actor: Actor, *, page: int = 1) -> PastImports:
    """One page of imports; the last there is when `page` is beyond it. Two queries."""
    require(actor, Permission.IMPORT_LISTINGS)
    total = session.scalar(select(func.count()).select_from(ImportBatch)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    found = session.execute(
        select(ImportBatch, func.coalesce(Account.display_name, ""))
        .outerjoin(Account, Account.id == ImportBatch.account_id)
        .options(defer(ImportBatch.problems))
        .order_by(ImportBatch.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return PastImports([(batch, name) for batch, name in found], number, pages)
