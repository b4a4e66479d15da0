"""Kinds of problem of the site, and listings that recall a kind."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.models import KindSource, KindState, Listing, ProblemKind, RecalledKind

NUMBERS = count(1)


def make_kind(session: Session, state: KindState = KindState.ACTIVE, **fields: Any) -> ProblemKind:
    """A complete kind, in use unless told otherwise."""
    number = next(NUMBERS)
    values: dict[str, Any] = {
        "sector": "智慧社区",
        "name": f"测试问题{number}",
        "problem": "楼里的人反映多次，物业说不清原因。",
        "demands": [{"title": "天天有人投诉", "summary": "说不清什么时候发生。"}],
        "supplies": [{"title": "边缘识别终端", "summary": "本地识别后告警。"}],
        "lookalikes": [{"title": "访客登记机", "summary": "只登记，不识别。"}],
        "technologies": ["目标检测"],
        "requires": {"data": "半年视频"},
        "source": KindSource.STAFF,
    } | fields
    kind = ProblemKind(state=state, **values)
    session.add(kind)
    session.flush()
    return kind


def make_recall(
    session: Session, listing: Listing, kind: str, similarity: float = 0.8, share: float = 0.6, place: int = 1
) -> RecalledKind:
    """The listing recalls the kind; by default it is about it."""
    row = RecalledKind(listing_id=listing.id, place=place, kind=kind, similarity=similarity, share=share)
    session.add(row)
    session.flush()
    return row
