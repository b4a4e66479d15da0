"""An engine over the test's database, with the encoder that needs no model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from marketplace.engine.core import LocalEngine
from marketplace.models import Kind, KindState, Listing, ProblemKind
from marketplace.services.matching.documents import content_hash_of
from matching.encoders.hashing import HashingEncoder
from matching.kind_vectors import learn_kinds
from matching.knowledge.kinds import KindOfProblem, ShortText
from matching.matcher import Matcher
from tests.factories import make_kind, make_listing


@pytest.fixture
def core(sessions: sessionmaker[Session]) -> LocalEngine:
    """An engine that has not looked at the database yet."""
    return LocalEngine(HashingEncoder(), sessions)


LEAK, ESSAY, LIFT = "管网漏损定位", "作文批改助手", "电梯推进电动车识别"


def kind_of(key: str, text: str) -> KindOfProblem:
    """A kind that everybody says in the same words."""
    said = (ShortText(text, text),)
    return KindOfProblem(key, "智慧社区", text, text, said, said, (), (), {})


@pytest.fixture
def taught(sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch) -> LocalEngine:
    """An engine whose matcher was taught two kinds."""
    encoder = HashingEncoder()
    learned = learn_kinds([kind_of("leak", LEAK), kind_of("essay", ESSAY)], encoder)
    plain = Matcher(encoder).trained
    weights = (0.4, 0.1, 0.0, 0.5, 0.0, 0.0)
    trained = replace(
        plain,
        reference=learned.reference,
        memory=learned.memory,
        fusion=replace(plain.fusion, bare=weights, ample=weights),
    )
    for reader in ("matching.matcher", "marketplace.engine.stored"):
        monkeypatch.setattr(f"{reader}.trained_for", lambda *_: trained)
    return LocalEngine(encoder, sessions)


def own_kind(session: Session, text: str, state: KindState = KindState.ACTIVE) -> ProblemKind:
    """A kind of the site's own that everybody says in the same words."""
    said = [{"title": text, "summary": text}]
    return make_kind(session, state, name=text, problem=text, demands=said, supplies=said)


def publish(session: Session, kind: Kind, title: str, **fields: Any) -> Listing:
    """A published listing whose content hash is that of its text."""
    listing = make_listing(session, kind, title=title, summary=fields.pop("summary", f"{title}。"), **fields)
    assert listing.published_version is not None
    listing.published_version.content_hash = content_hash_of(kind, listing.published_version)
    session.flush()
    return listing
