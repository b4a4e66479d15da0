"""What waits on the desk of staff and of those who write: texts begun, handed in, sent back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from marketplace.demo.past import Past
from marketplace.demo.people import account_for, find_listing
from marketplace.models import Account, Kind, ListingDraft, Submission
from marketplace.services.drafts.read import typed_now
from marketplace.services.drafts.save import save_draft
from marketplace.services.drafts.start import start_listing
from marketplace.services.drafts.submit import submit_draft
from marketplace.services.moderation.request_changes import request_changes
from marketplace.services.ports import JobQueue

HOSPITAL, COMPANY, FOUNDRY = "X08", "G006", "X01"
HOSPITAL_CONTACT = {
    "contact_name": "赵主任",
    "contact_phone": "028-8000-0008",
    "contact_email": "qingxiyuan@example.org",
}
COMPANY_CONTACT = {
    "contact_name": "唐总监",
    "contact_phone": "028-8000-0025",
    "contact_email": "xinglindu@example.com",
}
# Begun and left: the clarity check names what a reader would miss.
CALL_BELL = {
    "title": "病房呼叫铃响了不知道谁先去",
    "industry": "智慧医疗",
    "region": "成华区",
    "summary": "夜班两名护士管四十八张床，铃一响就跑，想用人工智能改善病房呼叫。",
    "description": "希望系统先进、好用，能大幅提升护理质量。",
}
# Handed in: clear in most, silent on how it will be accepted.
CALL_BACK = {
    "title": "出院病人随访电话打不过来",
    "industry": "智慧医疗",
    "region": "成华区",
    "summary": "每月两千一百名出院病人要随访，六名护士只打得完三成，想让机器先问、护士处理异常。",
    "description": (
        "现在由各科护士下班前照着纸质表打电话，术后第三天和第十四天各一次，问伤口、体温、用药和复诊。"
        "老人多说四川话，常答非所问，有四成要打第二遍。希望先用语音随访问完固定问题，听不懂或说到发热、"
        "出血的转给护士，结果写回随访系统。录音和病历不出院内网，已有电话线路三十二路。"
    ),
    "technologies": "语音技术、随访外呼",
    "budget_wan": "60",
    "deadline": "2027-09-30",
    "cooperation": "采购服务",
}
# Sent back to the company, with a word at two fields.
QUALITY = {
    "title": "医嘱与检查申请智能核对",
    "industry": "智慧医疗",
    "region": "温江区",
    "summary": "开立医嘱和检查申请时即时比对诊断、过敏史与既往检查，提示重复、冲突和遗漏，医生一步改正。",
    "description": (
        "对接医生工作站与检验检查系统，规则与模型并用：规则覆盖用药禁忌和重复检查，模型从病程中读出未写明的"
        "过敏与禁忌。提示附依据原文，可一键采纳或忽略并留痕。本地部署，日处理医嘱十万条以内单台服务器即可。"
    ),
    "technologies": "医疗LLM、规则引擎",
    "maturity": "规模化应用",
    "cooperation": "采购服务",
    "cases": "多家医院好评",
}
SENT_BACK = {
    "cases": "请写明是哪一级的医院、几家、用了多久，至少给出一个可核对的数字。",
    "maturity": "“规模化应用”需有正式签约的案例支撑；若仍在试用，请改为“试点应用”。",
}


def lay_on_the_desk(session: Session, staff: Account, past: Past, jobs: JobQueue) -> None:
    """A draft, a need that waits to be read, an offer sent back, and a change to a public text."""
    hospital, company, foundry = (_writer(session, code, past) for code in (HOSPITAL, COMPANY, FOUNDRY))
    offered = _hand_in(session, company, Kind.SUPPLY, QUALITY | COMPANY_CONTACT, past.go_to(5, 10), jobs)
    note = "能力写得清楚，补上两处即可公开。"
    request_changes(session, staff, offered.id, comments=SENT_BACK, note=note, clock=past.go_to(4, 15))
    _write(session, hospital, Kind.DEMAND, CALL_BELL | HOSPITAL_CONTACT, past.go_to(2, 17))
    _hand_in(session, hospital, Kind.DEMAND, CALL_BACK | HOSPITAL_CONTACT, past.go_to(1, 11), jobs)
    _raise_the_bar(session, foundry, past.go_to(1, 15), jobs)


def _writer(session: Session, code: str, past: Past) -> Account:
    account = account_for(session, code, clock=past)
    assert account is not None, f"somebody writes for {code}"
    return account


def _write(session: Session, writer: Account, kind: Kind, typed: Mapping[str, str], clock: Past) -> str:
    """A new listing's draft; its code."""
    listing = start_listing(session, writer, kind, clock=clock)
    session.flush()
    seen = session.get_one(ListingDraft, listing.id).version
    save_draft(session, writer, listing.code, typed, seen=seen, clock=clock)
    session.flush()
    return listing.code


def _hand_in(
    session: Session, writer: Account, kind: Kind, typed: Mapping[str, str], clock: Past, jobs: JobQueue
) -> Submission:
    return _submit(session, writer, _write(session, writer, kind, typed, clock), clock, jobs)


def _submit(session: Session, writer: Account, code: str, clock: Past, jobs: JobQueue) -> Submission:
    listing = find_listing(session, code)
    seen = session.get_one(ListingDraft, listing.id).version
    made = submit_draft(session, writer, code, seen=seen, clock=clock, jobs=jobs)
    assert made is not None, "a material text waits for staff"
    session.flush()
    return made


def _raise_the_bar(session: Session, writer: Account, clock: Past, jobs: JobQueue) -> None:
    """The foundry asks for more than its public text says; that one stays public until staff have read."""
    listing = find_listing(session, FOUNDRY)
    typed = dict(typed_now(session, listing, session.get(ListingDraft, listing.id)))
    changed = typed["description"].replace("单件不超过8秒", "单件不超过6秒，每班连续运行十小时")
    assert changed != typed["description"], "the list's own words"
    typed |= {"description": changed, "budget_wan": "210"}
    save_draft(session, writer, FOUNDRY, typed, seen=0, clock=clock)
    session.flush()
    _submit(session, writer, FOUNDRY, clock, jobs)
