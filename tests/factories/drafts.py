"""Drafts that can be handed in, and listings that were."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.models import Account, Kind, Listing, ListingDraft, Submission
from marketplace.services.drafts.save import save_draft
from marketplace.services.drafts.start import start_listing
from marketplace.services.drafts.submit import submit_draft
from marketplace.services.ports import Clock, JobQueue

GOOD = {
    "title": "门诊排队时间预测与分流",
    "industry": "智慧医疗",
    "region": "武侯区",
    "summary": "门诊大厅上午拥堵，患者平均候诊九十分钟，希望提前两小时预测各科室排队情况并引导分流。",
    "description": "日均门诊量四千人次，挂号、检查、取药三处排队数据分散。现由导医台凭经验分流。",
    "technologies": "时间序列预测、运筹优化",
    "cooperation": "采购服务",
    "contact_name": "联系人77",
    "contact_phone": "028-8000-7777",
    "contact_email": "write@example.com",
}
OF_KIND = {
    Kind.DEMAND: {"budget_wan": "85.5", "deadline": "2027-06-30"},
    Kind.SUPPLY: {"maturity": "试点应用", "cases": "已在两家医院门诊运行半年。"},
}


def typed(kind: Kind = Kind.DEMAND, **other: str) -> dict[str, str]:
    """A whole form without fault, but for what is given."""
    return {**GOOD, **OF_KIND[kind], **other}


def make_draft(
    session: Session, owner: Account, clock: Clock, kind: Kind = Kind.DEMAND, **fields: str
) -> ListingDraft:
    """A new listing of the owner's organization with a saved draft that can be handed in."""
    listing = start_listing(session, owner, kind, clock=clock)
    session.flush()
    draft = save_draft(session, owner, listing.code, typed(kind, **fields), seen=1, clock=clock)
    assert draft is not None, "a new listing has its draft"
    session.flush()
    return draft


def make_submission(
    session: Session,
    owner: Account,
    clock: Clock,
    jobs: JobQueue,
    kind: Kind = Kind.DEMAND,
    **fields: str,
) -> Submission:
    """A new listing handed in for review."""
    draft = make_draft(session, owner, clock, kind, **fields)
    listing = session.get_one(Listing, draft.listing_id)
    made = submit_draft(session, owner, listing.code, seen=draft.version, clock=clock, jobs=jobs)
    assert made is not None, "a new listing waits for staff"
    session.flush()
    return made
