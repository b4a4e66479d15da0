"""All kinds of problem in use: those that come with the product, and the site's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.errors import NotFound
from marketplace.models import KindState, ProblemKind
from marketplace.models.problem_kind import SITE_PREFIX
from matching.knowledge.kinds import KindOfProblem, ShortText, read_kinds

LONGEST_ID = 18  # digits of a bigint


@lru_cache(maxsize=1)
def shipped_kinds() -> Mapping[str, KindOfProblem]:
    """The kinds that come with the product, by id; read once a process."""
    return {kind.id: kind for kind in read_kinds()}


def active_kinds(session: Session) -> list[KindOfProblem]:
    """The site's own kinds in use, oldest first."""
    query = select(ProblemKind).where(ProblemKind.state == KindState.ACTIVE).order_by(ProblemKind.id)
    return [as_kind(row) for row in session.scalars(query)]


def known_kinds(session: Session) -> dict[str, KindOfProblem]:
    """Every kind in use, by id."""
    return {**shipped_kinds(), **{kind.id: kind for kind in active_kinds(session)}}


def find_kind(session: Session, key: str) -> KindOfProblem:
    """The kind in use with this id. Raises NotFound."""
    found = shipped_kinds().get(key)
    if found is not None:
        return found
    row = find_row(session, key)
    if row is None or row.state is not KindState.ACTIVE:
        raise NotFound("There is no such kind of problem.")
    return as_kind(row)


def find_row(session: Session, key: str) -> ProblemKind | None:
    """The site's own kind with this id among all kinds, in any state."""
    number = key.removeprefix(SITE_PREFIX)
    is_own = key.startswith(SITE_PREFIX) and number.isascii() and number.isdigit()
    return session.get(ProblemKind, int(number)) if is_own and len(number) <= LONGEST_ID else None


def kind_name(session: Session, key: str) -> str | None:
    """What a kind is called, also one since retired; None for an id that nothing has."""
    found = shipped_kinds().get(key)
    if found is not None:
        return found.name
    row = find_row(session, key)
    return row.name if row is not None else None


def as_kind(row: ProblemKind) -> KindOfProblem:
    """A row as the matching library takes it."""
    return KindOfProblem(
        id=row.key,
        sector=row.sector,
        name=row.name,
        problem=row.problem,
        demands=tuple(ShortText(text["title"], text["summary"]) for text in row.demands),
        supplies=tuple(ShortText(text["title"], text["summary"]) for text in row.supplies),
        lookalikes=tuple(ShortText(text["title"], text["summary"]) for text in row.lookalikes),
        technologies=tuple(row.technologies),
        requires=dict(row.requires),
    )
