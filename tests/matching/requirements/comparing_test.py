"""Figures beside figures, conditions beside conditions: met, failed, or nothing to compare."""

from __future__ import annotations

import pytest

from matching.requirements.comparing import compare_figures
from matching.requirements.constraints import CONSTRAINTS, stance_on, wanted_constraints
from matching.requirements.quantities import find_quantities


def outcome(need: str, offer: str) -> list[bool | None]:
    return [c.holds for c in compare_figures(find_quantities(need), find_quantities(offer))]


@pytest.mark.parametrize(
    ("need", "offer", "holds"),
    [
        ("识别准确率不低于98%", "现场识别准确率96.4%", False),
        ("识别准确率≥98%", "识别准确率达99.2%", True),
        ("准确率98%以上", "准确率98%", True),
        ("误报率不超过5%", "误报率3.2%", True),
        ("误报率低于千分之一", "误报率0.3%", False),
        ("差错率不高于千分之一", "识别准确率99.95%", True),
        ("差错率不高于千分之一", "识别准确率99.5%", False),
        ("单件不超过8秒", "单件平均5秒", True),
        ("2分钟以内", "平均88秒", True),
        ("24小时内上图", "平均9小时生效", True),
        ("质保不少于三年", "整机保修五年", True),
        ("质保不少于三年", "整机保修24个月", False),
        ("水平分辨率不低于100米", "网格1公里", False),
        ("0.15毫米的裂缝要报", "可识别0.1毫米以上的裂缝", True),
        ("外壳防护不低于IP65", "防护等级IP67", True),
        ("外壳防护不低于IP65", "防护等级IP54", False),
        ("夏季气温到45℃", "工作温度-30℃至55℃", True),
        ("总价不超过45万元", "整套报价38万元", True),
        ("三周内上线", "从进场到验收14天", True),
        ("走锚要提前15分钟以上报", "一般提前6分钟", False),
        ("试用期不少于三个月", "已试用半年", True),
        ("26座库一个半月内装完", "40天全部装完", True),
        ("总价不超过300万元", "合计约461万元", False),
        ("居民最多掏120元", "每次收费60至110元", True),
        ("同时接入不少于300路", "单节点接入180路", False),
        ("覆盖半径不小于3公里", "覆盖半径5000米", True),
        ("含水率控制在80%以下", "含水率77%至79%", True),
        ("含水率控制在80%以下", "含水率81%至82%", False),
        ("含水率控制在80%以下", "含水率77%至82%", None),  # at one end only
        ("至少提前两小时预测", "提前一至四小时预测", None),
        ("至少提前两小时预测", "提前三至四小时预测", True),
        ("至少提前两小时提示", "预测未来四小时", True),
        ("5秒内给出预测", "平均2秒返回结果", True),  # a time that forecasting takes, not one ahead
        ("预报未来72小时以上", "时效84小时", True),
    ],
)
def test_what_is_offered_is_held_against_what_is_asked(need: str, offer: str, holds: bool | None) -> None:
    assert outcome(need, offer) == [holds]


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ("识别准确率不低于98%", "误报率3%"),  # another thing
        ("识别准确率不低于98%", "5秒内返回结果"),  # another dimension
        ("总价不超过45万元", "每套2.8万元"),  # for each, not for all
        ("接入不少于300路", "支持300台"),  # another measure word
        ("准确率不低于98%", "识别又快又准"),
        ("快不行时提前十分钟提示", "单台加装约四十分钟"),  # how long it takes to install
        ("提前两小时说出哪条巷子会满", "信令每十分钟更新"),
        ("三周内上线", "录像保存30天"),  # how long it keeps
        ("半年内见效", "在某机场运行一年"),  # how long it has been in use
        ("传感器十年不换", "近两年每桥每年误报1.2次"),
    ],
)
def test_what_does_not_compare_is_left_open(need: str, offer: str) -> None:
    assert outcome(need, offer) == [None]


def test_both_figures_are_quoted() -> None:
    (found,) = compare_figures(find_quantities("准确率≥98%"), find_quantities("准确率96.4%"))
    assert (found.subject, found.relation, found.needed, found.offered) == (
        "quantity",
        "at_least",
        "98%",
        "96.4%",
    )


def test_a_figure_that_only_tells_the_scale_asks_nothing() -> None:
    assert outcome("全市142座桥，靠人巡查", "已在9座桥运行") == []


def test_several_figures_are_compared_each() -> None:
    need, offer = "靠近3米要喊停，5秒之内告诉权属单位", "定位误差2.5米，从振动到告警3秒"
    assert outcome(need, offer)[-1] is True


@pytest.mark.parametrize(
    ("name", "need", "grants", "refuses"),
    [
        ("deployment", "必须本地部署，数据不出院", "部署在医院机房", "通过公有云接口提供服务"),
        ("deployment", "不能上公有云", "支持私有化部署", "数据存放于我公司教育云"),
        ("connectivity", "断网时也要能用", "没有信号时先存在手机里", "使用时须保持联网"),
        ("place", "设备长期露天", "户外型设计，防护等级IP66", "仅适合室内安装"),
        ("domestic", "须适配信创环境", "已通过麒麟系统认证", "核心部件为欧洲原装进口"),
        ("uninterrupted", "不允许停产敷设", "安装时照常生产", "首次敷设需停机两个班"),
        ("existing_equipment", "用现有摄像头，不新立杆", "直接接入已有视频", "需新增专用相机"),
        ("untouched", "梁柱上不得钻孔", "以软带绑扎，免打孔", "须打孔固定"),
        ("hours", "要求7×24值守", "提供24小时服务", "工作日内响应，5x8支持"),
    ],
)
def test_every_condition_can_be_granted_and_refused(name: str, need: str, grants: str, refuses: str) -> None:
    (constraint,) = [c for c in wanted_constraints(need) if c.name == name]
    assert stance_on(constraint, grants) is True
    assert stance_on(constraint, refuses) is False
    assert stance_on(constraint, "采用深度学习算法识别目标") is None


def test_every_condition_is_tested() -> None:
    marks = test_every_condition_can_be_granted_and_refused.pytestmark  # type: ignore[attr-defined]
    assert {c.name for c in CONSTRAINTS} == {case[0] for case in marks[0].args[1]}


def test_no_need_for_a_cloud_is_no_cloud() -> None:
    (constraint,) = [c for c in CONSTRAINTS if c.name == "deployment"]
    assert stance_on(constraint, "离线运行，不调用外部接口") is True


def test_how_things_are_is_no_requirement() -> None:
    assert outcome("讲四川话的超过六成", "字错率低于7%") == []


def test_a_change_is_not_held_against_a_level() -> None:
    assert outcome("平均延误下降15%", "流量误差控制在8%") == [None]
    assert outcome("平均延误下降15%", "延误缩短三成") == [True]
    assert outcome("能耗降两成以上", "能耗下降12%") == [False]
