"""Where a need stops telling how things are and begins to ask, and what it says its owner gives."""

from __future__ import annotations

import re

from matching.requirements.comparing import required_relation
from matching.requirements.constraints import wanted_constraints
from matching.requirements.quantities import find_quantities
from matching.requirements.sentences import cut_clauses, cut_sentences

# 要 before these tells a burden (要跑三趟, 要等两天, 要民警上岗), before other words it asks.
_WISHES = re.compile(
    r"希望|盼|期望|期待|要求|需求是|需要(?!人|民警|护士|医生|老师|靠|翻)|最好|目标|打算|计划|拟|请(?!假|客|来|了|人|专家)|至少要"
    r"|(?<![没不以])想(?!不|着|当|起|来|都|过|象)|必须|不得(?!不|已)|不许|不准(?![确，。；]|$)|(?:[应须](?:能|可|当|按|在|有|支持))|支持"
    r"|(?<![只主重就快想首必需不还也都才又竟得])要(?!么|是|紧|害|点|素|靠|备|跑|等|花|用|费|翻|填|爬|来|去|排|人|民警|护士|命|[一二两三四五六七八九十几半\d])"
    r"|(?<=[还也都])要(?:能|有|把|求|会|可|按|留|给)"
)
# Figures of what happened: 三十年前, 最长一次四十个小时, 调不到一块看.
_PAST = re.compile(r"\|(?:之?前(?![端往置])|看)|\|[^|]{0,8}才|去年|前年")
# What the owner brings along is no requirement: 镇里可提供近六年台账, 历史数据约三百万条可用.
_GIVES = re.compile(
    r"(?:我们?|我方|[院厂局镇区校馆县站场村所库]里?|手[头里]|本[院厂局校馆])(?:这边|方面)?(?:可以?|能|愿意?|将|已)?"
    r"(?:提供|开放|给出|备好)[^。；]{0,24}(?:数据|资料|样本|台账|照片|录像|录音|示范|试验|图纸|记录|场地|账号)"
    r"|^(?:我们?|[院厂局镇区校馆县站场村所库]里?|学校|中心|公司)?(?:可以?|能|愿意?)提供[^。；]*(?:资料|样本|台账|学员|教师|人员|时间|试验|示范|旁通)"
    r"|(?:数据|资料|台账|记录|样本)[^，。；]{0,10}(?:可用|可供|可提供|可开放)$"
)


# 希望有三样 only announces what follows.
_ANNOUNCES = re.compile(
    r"^(?:希望|需要|想要|要)(?:有|分|做)?(?:以下|下面)?[二两三四五六几](?:样|点|件事|方面|条)$"
)


def where_asking_begins(text: str) -> int | None:
    """The offset of the first clause of a text that asks for something; None when none does.

    What stands before it tells the problem, even in words that elsewhere ask (每次只能停三十六小时).
    """
    for sentence in cut_sentences(text, ""):
        for clause in cut_clauses(sentence):
            if _WISHES.search(clause.text) or wanted_constraints(clause.text) or _is_bounded(clause.text):
                return clause.start
    return None


def asks_nothing(text: str) -> bool:
    """Whether a stretch of a need says what its owner brings along, or only that something follows."""
    return bool(_GIVES.search(text) or _ANNOUNCES.search(text))


def _is_bounded(clause: str) -> bool:
    return any(
        q.direction != "plain" and required_relation(q) and not _PAST.search(f"{q.before}|{q.after}")
        for q in find_quantities(clause)
    )
