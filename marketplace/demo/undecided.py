"""Histories of pairs on which the two sides have not agreed yet, or never will."""

from __future__ import annotations

from marketplace.demo.story import Story
from marketplace.models import Kind
from marketplace.services.answers.decline import decline_match
from marketplace.services.questions.relay import relay_question
from marketplace.services.questions.reply import reply_to
from marketplace.services.reviews.settle_decline import confirm_decline

D, S = Kind.DEMAND, Kind.SUPPLY


def young(story: Story) -> None:
    """Recommended yesterday to two contacts without account."""
    story.paired(2, "需求要提前两小时预判，供给正是无闸机街区的短时预测与分流推演。")
    story.recommended(1, "春节前要跑通两处点位，时间紧，请双方尽快答复。")


def late(story: Story) -> None:
    """Recommended long ago: neither side has answered, and a question waits for staff."""
    story.paired(13, "川渝口音识别是门诊病历的前提，可作为底层引擎备选。")
    story.recommended(12, "引擎只管听写，不出病历，请需求方结合整体方案判断。")
    story.asked(1, D, "引擎能否部署在院内现有的两台国产加速卡服务器上？大约能支撑多少个诊室同时使用？")


def half_accepted(story: Story) -> None:
    """The company has accepted; a contact without account is late with its answer."""
    story.asked_for(15, S, "我们的红外云台在四个化工园区装了六十余台，误报率达到需求中的要求，可先现场演示。")
    story.recommended(14, "监测范围、防爆和误报指标逐条对得上，动火作业提醒需另配视频。")
    story.accepted(12, S)


def waits_for_the_hospital(story: Story) -> None:
    """The company has accepted and has a question to reply to; the hospital's word is missing."""
    story.paired(6, "需求末尾提到挑漏项和左右侧写反，正是内涵质控要做的。")
    story.recommended(5, "可与病历生成分开采购，请需求方说明先后。")
    story.accepted(4, S)
    question = story.asked(3, D, "质控提示能否嵌进现有医生站，而不是另开一个窗口？清溪源门诊用的是老版本。")
    relay_question(
        story.session,
        story.staff,
        question.id,
        "质控提示能否嵌进医院现有的医生站，而不是另开一个窗口？对方门诊用的是较老的版本。",
        clock=story.past.go_to(2, 10, 50),
    )


def asked_and_replied(story: Story) -> None:
    """A question was passed on without its asker's name; the reply waits for staff."""
    story.paired(7, "光储充统一调度，供给覆盖全部三类设备，并能出节费核算单。")
    story.recommended(6, "需求文字较少，建议供方先提问再决定。")
    question = story.asked(5, S, "烛影川想了解：园区现有逆变器和充电桩分别是哪几家的？有没有开放通信协议？")
    relay_question(
        story.session,
        story.staff,
        question.id,
        "园区现有逆变器和充电桩分别是哪几家的？有没有开放通信协议？",
        clock=story.past.go_to(4, 9, 40),
    )
    reply_to(
        story.session,
        story.on(D),
        story.match.id,
        D,
        question.id,
        "逆变器有两个品牌，均支持标准规约；充电桩平台可开放接口，储能柜需厂家配合。",
        clock=story.past.go_to(2, 11, 25),
    )


def declined(story: Story) -> None:
    """Declined by the company; staff have not settled it."""
    story.paired(10, "噪声听漏不开挖，误差一米五以内，符合需求的核心诉求。")
    story.recommended(9, "老城区管材混杂，请供方确认PE管效果。")
    _decline(story, 3, S, "no_capacity", "年内三个县城项目已排满，明年二季度才有检漏队。")


def declined_and_closed(story: Story) -> None:
    """Declined by the hospital and closed with words for both sides."""
    story.paired(24, "同为门诊语音病历，支持川话、院内部署。")
    story.recommended(23, "已有一家二级医院试用，成熟度略低，请需求方比较。")
    _decline(story, 19, D, "references_missing", "院里要求至少有一家三级医院的完整案例。")
    match = story.match
    story.session.flush()
    confirm_decline(
        story.session,
        story.staff,
        match.id,
        match.version,
        note="已与医院核实，确实只缺三级医院案例。",
        clock=story.past.go_to(18, 9, 30),
    )


def interested(story: Story) -> None:
    """The company asks for the pair itself; staff have not judged it yet."""
    story.asked_for(
        2, S, "产品已能把疑似气胸的片子顶到最前，夜班两分钟内出提示，胸部正位片也有配套模块，可先试用。"
    )


def invited(story: Story) -> None:
    """The street office invites a supplier; staff have not judged it yet."""
    story.asked_for(1, D, "我们只想先买四类事件的算法接到现有监控上，这家的按需取用正合适，想请来谈一谈。")


def kept_apart(story: Story) -> None:
    """Not recommended, and the two organizations are not paired any more."""
    story.paired(16, "空域冲突检测可以覆盖申请比对中的一部分。")
    story.rejected(15, "connected_parties", "两家单位同属一个集团，需求方要求不再推荐其关联单位。")


def sent_to_be_mended(story: Story) -> None:
    """Not recommended for now: the company is asked to put its figures into the text."""
    story.paired(6, "刀具状态监测正是需求所问，但供给没有写明提前量。")
    words = "请写明能提前多久预警、误报率是多少，以及在哪几种机床上验证过。"
    story.rejected(5, "figures_missing", "没有提前量和误报率，无法与“提前十分钟”比较。", words)


def _decline(story: Story, ago: int, side: Kind, reason: str, note: str) -> None:
    clock, match = story.past.go_to(ago, 14, 35), story.match
    story.session.flush()
    decline_match(
        story.session,
        story.on(side),
        match.id,
        side,
        match.version,
        reason=reason,
        note=note,
        clock=clock,
    )
