"""A small list, measured once in the six views with the hashing encoder."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from functools import lru_cache

from matching.documents import Document
from matching.encoders.hashing import HashingEncoder
from matching.evaluation.build_report import build_report
from matching.evaluation.measuring import MeasuredView, measure_views
from matching.evaluation.report import Report
from tests.matching.builders import demand, supply

NEEDS = {
    "X1": ("压铸壳体外观检测", "智能制造", "壳体表面有气孔和划伤，要用机器视觉挑出来。" * 9),
    "X2": ("井盖丢失没人知道", "城市治理", "窨井盖被偷或移位，要尽快发现。" * 4),
    "X3": ("门诊病历自动书写", "智慧医疗", "医生写病历花时间。"),
    "X4": ("天文望远镜镜面抛光", "", ""),
}
OFFERS = {
    "G1": ("工业外观检测系统", "智能制造", "机器视觉检测壳体表面气孔、划伤。"),
    "G2": ("低功耗井盖姿态传感终端", "城市治理", "井盖移位、丢失即时报警。"),
    "G3": ("语音病历书写助手", "智慧医疗", "门诊对话自动生成病历。"),
    "G4": ("排水管网台账", "城市治理", "管网与窨井资料管理。"),
    "G5": ("刀具磨损监测", "智能制造", "机床刀具寿命预测。"),
}
JUDGED = {"X1": {"G1": 3, "G5": 1}, "X2": {"G2": 3, "G4": 0}, "X3": {"G3": 2}}


def documents() -> list[Document]:
    return [
        make(key, title, industry=industry, summary=text, description=text, organization=f"单位{key}")
        for table, make in ((NEEDS, demand), (OFFERS, supply))
        for key, (title, industry, text) in table.items()
    ]


@lru_cache(maxsize=2)
def measured(judged_only: bool = False) -> list[MeasuredView]:
    return measure_views(documents(), JUDGED, HashingEncoder(), judged_only=judged_only)


def report(judged_only: bool = False) -> Report:
    """A fresh copy, which a test may change."""
    return copy.deepcopy(_report(judged_only))


@lru_cache(maxsize=2)
def _report(judged_only: bool) -> Report:
    return build_report(
        measured(judged_only),
        documents(),
        JUDGED,
        name="small",
        made_at=datetime(2027, 1, 2, 3, 4, tzinfo=UTC),
        ranker={"encoder": "hashing"},
        judged_only=judged_only,
    )
