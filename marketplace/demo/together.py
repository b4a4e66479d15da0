"""Histories of introduced pairs: talks, pilots, signings, deliveries, and one that ended."""

from __future__ import annotations

from marketplace.demo.story import Story
from marketplace.models import Kind, OutcomeStage, Party
from marketplace.services.followups.set_aside import close_pair

D, S = Kind.DEMAND, Kind.SUPPLY
INTENT, SIGNED, DELIVERED = OutcomeStage.INTENT, OutcomeStage.SIGNED, OutcomeStage.DELIVERED


def hotline_delivered(story: Story) -> None:
    """The whole way, from the company's interest to the delivery; both sides let it be published."""
    story.asked_for(
        43, S, "我们在一个地级市热线做到首派准确率94%，派单依据可逐条引用，愿意用贵中心历史数据先试。"
    )
    story.recommended(42, "依据条款、协办单位、当天更新三项都有对应能力。").introduced(41, 40)
    story.met(
        39,
        37,
        "热线派单现状与试点范围",
        "热线中心三楼会议室",
        "确认先用城管、住建两类工单试点，由供方提供脱敏方案，中心开放三个月历史数据。",
    )
    story.noted(
        36, S, "已提交脱敏与部署方案，待中心信息科评审。", "完成方案评审并开通测试环境", Party.DEMAND, -34
    )
    story.piloted(
        33, -21, "热线中心派单席二十席", "首派准确率不低于92%；退单率降到8%以下；每条建议给出条款依据"
    )
    story.noted(27, D, "首周首派准确率90.6%，夜市油烟、外墙脱落两类仍有争议，供方已补充边界案例。")
    story.pilot_ended(20, "三周共派单一万一千余件，首派准确率93.4%，退单率6.8%，派单员平均用时缩短四成。")
    signed = story.claimed(15, SIGNED, "采购合同，含一年运维。", "198.6", "热线分拨采购合同.pdf")
    story.confirmed(14, signed)
    delivered = story.claimed(5, DELIVERED, "六十个派单席全部上线，并通过初步验收。", paper="初验意见.pdf")
    story.confirmed(3, delivered)
    for made, side in ((signed, D), (signed, S), (delivered, D), (delivered, S)):
        story.published(2, made, side, amount=True)


def street_signed(story: Story) -> None:
    """Signed, published without the amount; the supplier has a step to take."""
    story.paired(41, "存量摄像头轮巡、同一事件只报一次，对得上街道的难处。")
    story.recommended(40, "遮脸遮牌需在合同中写明。").introduced(39, 37)
    story.met(
        36,
        33,
        "摄像头接入与遮蔽要求",
        "芙蓉湾街道办二楼",
        "三家摄像头的协议已摸清，流转图片一律先遮人脸和车牌。",
    )
    signed = story.claimed(13, SIGNED, "分两批接入一千一百路。", "89.5", "街面巡查服务合同.pdf", by=D)
    story.confirmed(12, signed)
    story.published(11, signed, D, amount=True).published(10, signed, S, amount=False)
    story.noted(
        6, S, "首批六百路已接入，日间线索五分钟内可到网格平台。", "完成其余五百路接入并联调", Party.SUPPLY, 6
    )


def castings_in_pilot(story: Story) -> None:
    """A pilot is running, with notes of both sides."""
    story.paired(37, "压铸件、反光、换型半天内，供给三项都写到。")
    story.recommended(36, "少样本缺陷是难点，建议以试点验证。").introduced(35, 33)
    story.met(
        32,
        29,
        "看线与打样",
        "赤砂铸二车间",
        "带走四十件样品试拍，露头小孔和冷隔可见，搬运磕碰需加一组侧光。",
    )
    story.piloted(
        20, 8, "二车间三号线", "单件不超过8秒；0.3毫米以上缺陷检出率99%；误挑不高于3%；换型不超过4小时"
    )
    story.noted(12, S, "设备到线，首周检出率98.1%，误挑4.2%，已补拍切削液残留样本。")
    story.noted(
        4,
        D,
        "第三周误挑降到2.7%，冷隔仍漏两件，班组长已在触摸屏上标注。",
        "补充冷隔样本后复测一个班次",
        Party.BOTH,
        3,
    )


def case_files_in_talks(story: Story) -> None:
    """The owner invited; an intent is confirmed and a second meeting is ahead."""
    story.asked_for(
        27, D, "贵公司的评查平台能定位到页并附依据，正是我们要的，想请来看看手写笔录能认到什么程度。"
    )
    story.recommended(26, "86项评查表与供给的要素抽取基本对应。").introduced(24, 22, begins=D)
    story.met(
        20,
        17,
        "评查表与手写笔录识别",
        "司法局四楼会议室",
        "现场试读二十份卷宗，程序类扣分意见基本可用，手写笔录还需提升。",
    )
    intent = story.claimed(12, INTENT, "联合研发意向，先评查三千卷。", paper="合作意向书.pdf")
    story.confirmed(11, intent)
    story.agreed(2, S, (2, 3), "确定联合研发分工与进度", "司法局四楼会议室")


def kiwi_closed(story: Story) -> None:
    """Closed by staff after the introduction: the funds were not granted."""
    story.paired(39, "拍照识别、离线可用，正合果农山坡上的情形。")
    story.recommended(38, "成片普查需另找无人机方案。").introduced(37, 35)
    story.met(
        34, 31, "果园实地试拍", "青岗岭示范园", "试拍三十株，判断基本准确；镇里先按六十八万元申请植保经费。"
    )
    match, clock = story.match, story.past.go_to(9, 10, 20)
    story.session.flush()
    close_pair(
        story.session,
        story.staff,
        match.id,
        match.version,
        reason="no_budget",
        note="本年度植保经费未获批复，镇里拟明年重新申报，届时可再次对接。感谢双方。",
        clock=clock,
    )


def clinic_signed(story: Story) -> None:
    """The two demonstration accounts: piloted, signed, and a delivery that waits to be confirmed."""
    story.asked_for(
        42, D, "看到贵公司在两家三级医院五个科室试用，方言和院内部署都符合我们的要求，想尽快见面。"
    )
    story.recommended(41, "门诊场景、方言、院内部署逐条对应。").introduced(40, 39)
    story.met(
        38,
        35,
        "门诊流程与系统对接",
        "清溪源医院门诊楼五楼",
        "先在呼吸科六个诊室试点；录音留在院内；信息科提供医生站接口。",
    )
    story.noted(34, D, "接口文档已交给供方。", "完成与医生站的联调", Party.SUPPLY, -32)
    story.piloted(
        31, -17, "呼吸科门诊六个诊室", "病历草稿医生改动不超过两处的占七成；方言字错率低于8%；录音不出院"
    )
    story.noted(25, S, "第一周生成草稿一千二百余份，改动两处以内的占64%，已补充呼吸科药名词库。")
    story.noted(19, D, "医生反映病人满意度明显上升；英文缩写仍有误写。")
    story.pilot_ended(16, "四周共四千八百份草稿，改动两处以内的占73%，方言字错率6.9%，三项指标全部达到。")
    signed = story.claimed(10, SIGNED, "覆盖三个门诊，含一年服务。", "152", "门诊病历系统采购合同.pdf")
    story.confirmed(9, signed)
    story.published(8, signed, D, amount=False).published(7, signed, S, amount=False)
    story.claimed(
        1, DELIVERED, "呼吸、消化、骨科三个门诊全部上线，培训医生四十六人。", paper="上线确认单.pdf"
    )


def ward_to_meet(story: Story) -> None:
    """The two demonstration accounts: introduced, with times to pick from."""
    story.asked_for(9, S, "门诊病历之外，我们的住院病程助手已在三家医院试用，可以与现有项目共用一套接口。")
    story.recommended(7, "与门诊病历互补，供需求方一并考虑。").introduced(6, 4)
    story.offered(1, D, (2, 3, 4), "住院病程助手演示", "清溪源医院住院部二楼示教室")
