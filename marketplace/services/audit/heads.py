"""Heads of the chain, kept in a file outside of the database: they must still stand in it later.

The chain alone cannot tell that its last events are gone, or that all of it was made anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.errors import WrongState
from marketplace.models import AuditLink
from marketplace.services.audit.chain import chain_head
from marketplace.services.ports import Clock


def read_heads(path: Path) -> Mapping[int, str]:
    """The kept heads by their position; none where there is no file. A line broken off is no head."""
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {int(parts[1]): parts[2] for parts in lines if len(parts) == 3 and len(parts[2]) == 64}


def keep_head(session: Session, path: Path, *, clock: Clock) -> bool:
    """Write the chain's head under the others; False when it stands there already.

    Raises WrongState when the head that was kept last is not in the chain any more: a new one beside it
    would only hide that.
    """
    kept = read_heads(path)
    head, last = chain_head(session), max(kept, default=0)
    first = session.scalar(select(func.min(AuditLink.position))) or 1
    standing = session.scalar(select(AuditLink.hash).where(AuditLink.position == last))
    if first <= last and standing != kept[last]:  # before the first: let go with an archived beginning
        raise WrongState("The head of the audit trail that was kept last is not in the trail any more.")
    if head.position == last:
        return False
    path.touch(mode=0o600)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{clock.now().isoformat(timespec='seconds')} {head.position} {head.hash}\n")
    return True
