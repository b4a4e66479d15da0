"""Embedding rows: which are missing, reading them, writing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from marketplace.models import Embedding, Kind, Listing, ListingState, ListingVersion
from marketplace.services.matching.documents import document_of, vector_role
from matching.documents import Document

Key = tuple[str, str]  # content hash and role

ROLE = case((Listing.kind == Kind.DEMAND, literal("query")), else_=literal("passage"))


@dataclass(frozen=True)
class Published:
    """A published listing as the matcher takes it, with the key of its vector."""

    document: Document
    key: Key


def load_published(session: Session, listing_ids: Sequence[int]) -> list[Published]:
    """Those of the listings that are published, as documents; others are left out."""
    query = (
        select(Listing, ListingVersion)
        .join(ListingVersion, ListingVersion.id == Listing.published_version_id)
        .where(Listing.id.in_(listing_ids), Listing.state == ListingState.PUBLISHED)
        .order_by(Listing.id)
    )
    return [
        Published(document_of(listing, version), (version.content_hash, vector_role(listing.kind)))
        for listing, version in session.execute(query)
    ]


def find_missing_vectors(session: Session, model: str, limit: int) -> list[Published]:
    """At most `limit` published listings whose text has no vector under the model."""
    query = _without_vector(model, select(Listing.id)).order_by(Listing.id).limit(limit)
    return load_published(session, session.scalars(query).all())


def count_missing_vectors(session: Session, model: str) -> int:
    """How many published listings have no vector under the model."""
    return session.scalar(_without_vector(model, select(func.count()))) or 0


def load_vectors(session: Session, model: str, keys: Sequence[Key]) -> dict[Key, Any]:
    """The stored vectors of these keys, each of shape (dimension,); keys without a row are left out."""
    query = select(Embedding.content_hash, Embedding.role, Embedding.vector).where(
        Embedding.model == model, tuple_(Embedding.content_hash, Embedding.role).in_(keys)
    )
    return {(content_hash, role): vector for content_hash, role, vector in session.execute(query)}


def store_vectors(session: Session, model: str, vectors: Mapping[Key, Sequence[float]]) -> None:
    """Write vectors; one that another process wrote meanwhile stays as it is."""
    rows = [
        {"model": model, "content_hash": content_hash, "role": role, "vector": list(vector)}
        for (content_hash, role), vector in sorted(vectors.items(), key=lambda item: item[0])
    ]
    if rows:
        session.execute(insert(Embedding).values(rows).on_conflict_do_nothing())


def _without_vector(model: str, query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(Listing)
        .join(ListingVersion, ListingVersion.id == Listing.published_version_id)
        .outerjoin(
            Embedding,
            (Embedding.model == model)
            & (Embedding.content_hash == ListingVersion.content_hash)
            & (Embedding.role == ROLE),
        )
        .where(Listing.state == ListingState.PUBLISHED, Embedding.model.is_(None))
    )
