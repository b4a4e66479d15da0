"""What a good sentence of each aspect reads like: made up, of the writer's own trade where it is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from matching.clarity.findings import ClarityAspect

EXAMPLES: Mapping[ClarityAspect, tuple[str, ...]] = {
    "problem": (
        "夜班每班三千件壳体靠六名工人在灯下翻看，去年因漏看被整批退回两次。",
        "窗口每天受理二百件开办申请，三成因缺页退回，群众平均跑两趟半。",
    ),
    "users": (
        "由急诊分诊台的三名护士使用，结果同时推给当班的主治医生。",
        "镇上五名植保员每天用，四百户果农用手机看提醒。",
    ),
    "present": (
        "现在由两名检测员每两小时抄一次表，记在纸上，下班前录入电脑，一次四十分钟。",
        "目前派单员看完通话记录凭经验选部门，退回后再改派，平均转两次。",
    ),
    "data": (
        "近三年工单六万条可导出，七成带处理结果；摄像头一百二十路，接在政务外网，无备用机房。",
        "大棚内有单相电，手机信号两格，无网线；已有温度记录两年，没有病害照片。",
    ),
    "constraints": (
        "数据不出院内网；不得改动机床电气；安装只能在周日停产的六小时内做。",
        "不新立杆；对外流转的图片须先遮住人脸和车牌；判定由人复核后生效。",
    ),
    "acceptance": (
        "0.3毫米以上的裂纹漏检率不高于1%，好件误挑不高于3%，连续运行一个月后抽一千件验收。",
        "派单一次准确率由八成提高到九成五，以系统上线后连续三个月的退单记录为准。",
    ),
    "budget": (
        "预算120万元以内，含两年运维；2027年6月30日前在一条产线上投用。",
        "先安排经费20万元做两个点的试点，四个月内完成，达标后再追加。",
    ),
}
_OF_TRADES = Path(__file__).with_name("trade_examples.json")


def examples_of(aspect: ClarityAspect, trade: str = "") -> tuple[str, ...]:
    """Good sentences on an aspect. `trade` is a sector as the knowledge base names it; of another, or for the
    budget, which reads alike in all, they are of varied trades."""
    own = of_trades().get(trade, {}).get(aspect)
    return EXAMPLES[aspect] if own is None else (own,)


@lru_cache(maxsize=1)
def of_trades() -> Mapping[str, Mapping[str, str]]:
    """One sentence for each sector and aspect, but the budget."""
    read: dict[str, dict[str, str]] = json.loads(_OF_TRADES.read_text(encoding="utf-8"))
    return read
