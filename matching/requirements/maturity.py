"""How ripe a need wants the product to be, beside the stage that the supply has reached."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from matching.documents import Document
from matching.requirements.numerals import fold
from matching.requirements.points import Point
from matching.results import Comparison, Passage, PointAnswer, Verdict

# Youngest first; the words of the lists' own column.
STAGES = ("概念验证", "样机", "试点应用", "规模化应用")

_AT_SCALE = re.compile(
    r"成熟(?:可靠|稳定|度高)?的?(?:产品|方案|系统|设备|技术|平台|工具)|(?:产品|方案|技术|设备|系统)(?:须|要|应|必须)?(?:已经?)?(?:是)?成熟(?!期)"
    r"|(?:规模化|大规模|成规模|大面积|批量)(?:应用|使用|部署|运行|商用)(?:过|的)?"
)
_PILOTED = re.compile(
    r"不(?:要|做|接受|考虑|能是|想当|愿当)[^，。；]{0,6}(?:概念|实验室|样机|试验品|小白鼠|半成品|在研)"
    r"|(?:试点|实地|现场|实际|别处|外地)[^，。；]{0,3}(?:验证|检验|试用|跑|用)过(?!程)"
)
_CASES = re.compile(
    r"(?:有|要|具备|提供|附)[^，。；]{0,6}(?:成功|落地|同类|类似|应用|实际|运行|使用)[^，。；]{0,4}(?:案例|业绩)"
    r"|做过[^，。；]{0,8}(?:同类|类似|以上)|(?:案例|业绩)不少于"
)
_PROTOTYPE = re.compile(r"(?:至少|须|必须|要)(?:已)?有[^，。；]{0,3}样机")


@dataclass(frozen=True)
class WantedStage:
    """The least stage that is asked; `cases`: it is asked for by cases like the need's own."""

    stage: str
    cases: bool = False


def wanted_stage(text: str) -> WantedStage | None:
    """How ripe a stretch of a need wants the product; None when it does not say."""
    folded = fold(text)
    if _AT_SCALE.search(folded):
        return WantedStage("规模化应用")
    if _PILOTED.search(folded):
        return WantedStage("试点应用")
    if _CASES.search(folded):
        return WantedStage("试点应用", cases=True)
    return WantedStage("样机") if _PROTOTYPE.search(folded) else None


def compare_maturity(point: Point, answer: PointAnswer, supply: Document) -> PointAnswer:
    """The answer with the supply's stage beside the one asked; unchanged where there is nothing to compare.

    A stage that is too young fails the point. One that is ripe enough answers a point that no sentence
    speaks of: wholly, or partly where cases of the same kind are asked, which a stage does not show.
    """
    wanted = wanted_stage(point.passage.text)
    reached = (supply.maturity or "").strip()
    if wanted is None or reached not in STAGES:
        return answer
    holds = STAGES.index(reached) >= STAGES.index(wanted.stage)
    compared = Comparison("maturity", "at_least", wanted.stage, reached, holds)
    comparisons = (*answer.comparisons, compared)
    if not holds:
        sentence = answer.sentence or _field(reached)
        return replace(answer, verdict="failed", sentence=sentence, comparisons=comparisons)
    if answer.sentence is None:
        verdict: Verdict = "partly" if wanted.cases else "met"
        return replace(answer, verdict=verdict, sentence=_field(reached), comparisons=comparisons)
    return replace(answer, comparisons=comparisons)


def _field(stage: str) -> Passage:
    return Passage("maturity", 0, len(stage), stage)
