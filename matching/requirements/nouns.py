"""What a quantity measures, as far as that decides which way is better, and what a time is for."""

from __future__ import annotations

import re
from typing import Literal

Aim = Literal["more", "less", "finer"]

_LESS = re.compile(
    r"误[报判差扣拦伤识挑警检]|漏[检报判失看诊]|错放|差错|错误率|偏差|失败|筛败|虚警|假警|假阳|含水|湿度|损失|损耗|破碎|能耗|功耗"
    r"|延[迟时]|时延|响应|耗时|用时|费用|造价|单价|总价|报价|售价|价格|预算|误率|重复率|退件率|噪[声音]|浓度|占地|占比|系数"
    r"|接地电阻|错位|接缝|亮度差|影响|年费|耗材|降[至到低]?$|压[到至]|缩[到至短]"
)
_MORE = re.compile(
    r"准确|精[确准]率|精度|正确率|识别率|检出|召回|命中|查实|成功率|利用率|覆盖|回收率|识读率|通过率|在线率|可用[率性]|满意"
    r"|质保|保修|续航|保存|留存|寿命|运维|电池|待机|守|断电|停电|免费|升级|提前|分辨率|抽中率|属实率|合格率|防护|并发|吞吐|装填|接入"
    r"|同时|满载|供电|工作时间|时效|未来|支持|适应|线速|利用|验证|案例"
)
_FINENESS = re.compile(r"分辨率|网格")
# A thing that has to be found: the smaller the smallest, the better (0.3毫米以上的裂纹要报).
_FOUND = re.compile(
    r"^(?:以上|及以上)?的?(?:.{0,6})(?:裂[缝纹]|缺陷|毛病|瑕疵|气孔|划痕|聚集|漂浮|突发|信号|结节|泄漏|渗漏|微渗|团聚|裸露)"
)
_FINDING = re.compile(r"长于$|捕[获到捉]?$|可?(?:检出|识别|量化|标出)$")
_FINE = ("length", "area", "time", "volume", "pixel")


def aim_of(before: str, after: str, dimension: str) -> Aim | None:
    """Whether more or less of the quantity is better, by the words nearest to it; None when they say nothing.

    "finer" is said of a resolution or of the smallest thing to be found: less is better even where the text
    says "at least", for 不低于100米的分辨率 asks for 100 m or finer.
    """
    if dimension in ("length", "time") and _FINENESS.search(before):
        return "finer"
    if dimension in _FINE and (_FOUND.match(after) or _FINDING.search(before)):
        return "finer"
    return _nearest(before) or _nearest(after[:8]) or _by_dimension(dimension)


def _nearest(words: str) -> Aim | None:
    """The aim of the last telling noun."""
    less = max((m.end() for m in _LESS.finditer(words)), default=-1)
    more = max((m.end() for m in _MORE.finditer(words)), default=-1)
    if less == more:
        return None
    return "less" if less > more else "more"


def _by_dimension(dimension: str) -> Aim | None:
    if dimension in ("money", "sound", "resistance"):
        return "less"
    return "more" if dimension == "protection" else None


# Rates that are each other's complement: an accuracy of 99.9% is an error rate of 0.1%.
_ERROR = re.compile(r"差错|错误|误识|错率")
_RIGHT = re.compile(r"准确|正确|识别率|精度")
_MISSED = re.compile(r"漏[检报判看诊]")
_CAUGHT = re.compile(r"检出|召回|发现率")


def is_complement(asked: str, offered: str) -> bool:
    """Whether one clause names a rate of errors and the other the rate of being right about the same."""
    for wrong, right in ((_ERROR, _RIGHT), (_MISSED, _CAUGHT)):
        for one, other in ((asked, offered), (offered, asked)):
            if wrong.search(one) and right.search(other) and not wrong.search(other):
                return True
    return False


# Said of a time, it may be a time ahead: 预测未来四小时, but also 五秒内给出预测.
_FORESEES = re.compile(r"预[测报知]")
# What a time is for, as far as the words around it tell.
WARNING, EXPERIENCE = "warning", "experience"
_PURPOSES = {
    WARNING: re.compile(r"提前|预见期|预警期"),
    "setting up": re.compile(
        r"[加安]装|装(?=[好完上妥]|.{0,4}$)|布设|部署|施工|进场|交付|上线|培训|学会|上手|导入|接入|调试"
    ),
    "keeping": re.compile(r"保存|留存|质保|保修|维保|运维|续航|电池|寿命|断电|停电|不换|不用管|免费"),
    EXPERIENCE: re.compile(r"运行|试用|用了|近\||手工|以前|过去"),
}


def purposes_of(before: str, after: str) -> frozenset[str]:
    """What a time between these words may be for: a warning ahead, setting up, keeping, or experience of use.

    Times of which both are known and nothing is common answer different questions: 40分钟 to install says
    nothing of a warning that is wanted 10分钟 ahead.
    """
    return frozenset(name for name, words in _PURPOSES.items() if words.search(f"{before}|{after}"))


def may_be_ahead(before: str, after: str) -> bool:
    """Whether a time between these words can answer one that is wanted ahead."""
    return WARNING in purposes_of(before, after) or bool(_FORESEES.search(f"{before}|{after}"))
