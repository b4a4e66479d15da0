"""Which of six kinds a requirement point is of, by the words it uses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matching.requirements.constraints import wanted_constraints
from matching.requirements.quantities import Quantity
from matching.results import Aspect

ASKS = re.compile(
    r"要|须|必须|希望|不得|不能|不许|不可|不准|禁止|禁在|应|能(?!耗|源|力)|可以|支持|想|目标|拟|请|期望|至少|最多|不接受|不新|不大换"
)
_DELIVERY = re.compile(
    r"交付|工期|上线|投用|验收|质保|保修|运维|维护|培训|驻场|预算|费用|[总单造报售定]价|年费|付款|付费|分成|买断|租|试点|试用"
    r"|装[完好]|完工|建成|售后|备件|注册证|资质|许可证?|证书(?!的)|案例|供应商|采购|招标|免费|文档|上手|耗材"
)
_DATA = re.compile(
    r"数据|资料|样本|日志|档案|影像|导出|隐私|姓名|脱敏|遮|保存|留存|存证|对账|账目|台账|报表|字段|联单|版权|病例|病历|图纸|视频|照片|语音|文件|历史"
    r"|明细|回写|入库|样张|标注|共享"
)
_ENVIRONMENT = re.compile(
    r"部署|内网|外网|专网|本地|离线|断网|联网|室[内外]|露天|户外|防爆|防护|盐雾|粉尘|积水|泡水|浑水|台风|雨雾|大雾|夜间|暴雨|停[电产水业机]|断电"
    r"|供电|电源|现有|原有|利旧|机房|占地|信创|国产|政务云|加装|钻孔|钉|焊接|封交通|封道|不换(?!项)|不新立|另立|温度|℃|零下|高温|瓦斯|网络"
    r"|光线|兼容|适配|服务器|云上|大模型|登高|强光|明火|信号(?!机)|专线|震动|颠簸|腐蚀|接口"
)
_PROBLEM = re.compile(
    r"靠[^谱]{0,6}(?:人|老|眼|手|经验)|凭|看不[清准见过]|分不清|吃不准|难[以于]|经常|常常|总是|导致|投诉|追责|疲劳|漏[判看检]|不准|来不及|不过来|没人"
    r"|排队|浪费|撞|出事|事故|造成|滞后|积压|困难|慢|累|偏差大|不足|才|只有|太|徒长|反复|全[靠是]|各[看写布科]"
)


# Figures with these words are about the place of use, not about what the product achieves.
_PLACE_FIGURES = re.compile(
    r"断电|停电|供电|电池|温度|℃|零下|高温|占地|防护|防爆|噪|工作站|服务器|机房|面积|重量"
)


def aspect_of(text: str, quantities: Sequence[Quantity], opening: bool = False) -> Aspect:
    """The aspect of a clause or a point with these `quantities`.

    `opening`: the text begins with it, where needs tell the problem before they ask for anything.
    """
    asks = bool(ASKS.search(text))
    directed = any(q.direction != "plain" for q in quantities)
    if not directed and not asks and (opening or _PROBLEM.search(text)):
        return "problem"
    if any(q.dimension == "money" for q in quantities) or _DELIVERY.search(text):
        return "delivery"
    tells_data = bool(_DATA.search(text)) and not directed
    if (directed or any(q.aim for q in quantities)) and not tells_data and not wanted_constraints(text):
        return "environment" if _PLACE_FIGURES.search(text) else "indicator"
    if _ENVIRONMENT.search(text):
        return "environment"
    return "data" if _DATA.search(text) else "function"


def aspects_in(text: str) -> frozenset[Aspect]:
    """Those of delivery, environment and data whose words a sentence of a supply uses."""
    return frozenset(aspect for pattern, aspect in _WORDS if pattern.search(text))


_WORDS: tuple[tuple[re.Pattern[str], Aspect], ...] = (
    (
        re.compile(
            _DELIVERY.pattern
            + r"|元|进场|施工|安装|实施|部署周期|订阅|授权|售[价后]|收费|服务费|工作日|试运行"
        ),
        "delivery",
    ),
    (_ENVIRONMENT, "environment"),
    (_DATA, "data"),
)
