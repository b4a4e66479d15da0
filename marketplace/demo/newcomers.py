"""Who is on the way in: an organization that waits to be verified, and a colleague who was invited."""

from __future__ import annotations

import secrets

from sqlalchemy.orm import Session

from marketplace.demo.agreement import write_agreement
from marketplace.demo.past import Past
from marketplace.demo.people import account_for
from marketplace.models import Account, Role
from marketplace.services.organizations.ask_confirmation import ask_confirmation
from marketplace.services.organizations.evidence import add_evidence
from marketplace.services.organizations.invite import invite_colleague
from marketplace.services.organizations.register import Registration, register_organization
from marketplace.services.organizations.submit import submit_for_verification

HOSPITAL = "X08"
FOUNDER = "tongxidu@example.net"
NOTE = "我们做车间里的预测性维护，想先看看有哪些工厂在找，再把产品材料补齐。"


def let_come(session: Session, past: Past) -> None:
    """A company has handed in its licence; the hospital has invited somebody of its information office."""
    founder = _register(session, past)
    clock = past.go_to(2, 10, 25)
    licence = write_agreement("Business licence of a made-up company")
    add_evidence(session, founder, name="营业执照（演示）.pdf", content=licence, clock=clock)
    session.flush()
    submit_for_verification(session, founder, note=NOTE, clock=past.go_to(2, 10, 40))
    hospital = account_for(session, HOSPITAL, clock=past)
    assert hospital is not None, "the demonstration's own account acts for it"
    invite_colleague(
        session,
        hospital,
        email="qingxiyuan-it@example.org",
        person="信息科（演示）",
        role=Role.DEMAND_OWNER,
        is_manager=False,
        clock=past.go_to(1, 9, 15),
        link_to=lambda token: f"/join/{token}",
    )
    session.flush()


def _register(session: Session, past: Past) -> Account:
    """By the link in the mail, with a password that nobody keeps."""
    tokens: list[str] = []

    def link_to(token: str) -> str:
        tokens.append(token)
        return f"/register/{token}"

    clock = past.go_to(3, 15, 30)
    ask_confirmation(
        session, FOUNDER, language="zh_Hans_CN", clock=clock, link_to=link_to, sign_in="/sign-in"
    )
    session.flush()
    said = Registration(
        name="成都桐溪渡智能装备有限公司",
        organization_type="企业",
        code="91510112MAC7K2RT41",
        region="龙泉驿区",
        person="桐溪渡市场部",
        role=Role.COMPANY,
        password=secrets.token_urlsafe(24),
        accepts=True,
        language="zh_Hans_CN",
    )
    return register_organization(session, tokens[0], said, clock=past.go_to(3, 15, 45))
