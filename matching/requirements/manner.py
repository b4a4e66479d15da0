"""The manner of a sentence: whether it tells a trouble, or what came of the product where it is used."""

from __future__ import annotations

import re

_TROUBLE = re.compile(
    r"谁也|没人(?!机)|没有人|最怕|最烦|最缺|老问题|老大难|传统|从前|以前|过去|一向|往往|常常|经常|总是|根本|永远|难[查管找以防]|说不清|看不[见出清]"
    r"|不知道(?!.*(?:告诉|提示))|不晓得|来不及|吵|骂|纠纷|投诉(?![^，。；]{0,6}[下降少减])|靠(?:人|记忆|经验|手|眼)|容易|最(?:常|大)|失灵|作假|冤枉|白(?:跑|费|等)"
)
_SOLVED = re.compile(r"自动|[下减]降|降到|降低|解决|可以|能|就(?:报|知道|能|亮|响)|识别|提示|提醒")
_OUTCOME = re.compile(
    r"(?:下降|降到|降至|降了|减少|减到|升到|提高|提到|由[^，。；]{1,14}(?:到|降|升)|从[^，。；]{1,14}(?:到|降|升|变)|缩短|少了|多了|清零|归零|为零|零[^，。；件]{0,4}(?:次|起)?$|没有一[次起]|无一)"
    r"|(?:漏报|误报|检出|命中|准确|符合|找到|成活|完好|发现)率?[^，。；]{0,10}[\d一二三四五六七八九十百]"
)
_JUDGED = re.compile(
    r"验收|考核|算通过|才算|为准|达标|降到|降[一二三四五六七八九\d]|下降|减[少一半]|升到|回到|提到|试点\d+"
)


def tells_trouble(sentence: str) -> bool:
    """Whether a sentence of a supply tells how bad things are, and nothing of what is done about it."""
    return bool(_TROUBLE.search(sentence)) and not _SOLVED.search(sentence)


def tells_outcome(sentence: str) -> bool:
    """Whether a sentence of a supply tells what came of it: fewer accidents, a rate that was reached."""
    return bool(_OUTCOME.search(sentence))


def names_outcome(point: str) -> bool:
    """Whether a point says what the product will be judged by."""
    return bool(_JUDGED.search(point))
