"""Users: who does the work today or will use the answer."""

from __future__ import annotations

import re

from matching.clarity.findings import Finding
from matching.clarity.need import Need
from matching.clarity.people import find_people
from matching.requirements.quantities import Quantity

_GENERAL = re.compile(
    r"(?:有关|相关|各|业务|职能|管理)(?:级|类)?(?:部门|单位|人员|科室|方|领域)|用户|领导|管理者|"
    r"管理人员|工作人员|使用人员|人员|基层|街道|社区|农民"
)
_PEOPLE = ("count:人", "count:名", "count:位")
_MUCH = 150


def read_users(need: Need) -> Finding:
    """Clear by a role that is named; vague by 有关部门 and the like."""
    for clause in need.clauses:
        match = find_people(clause.text)
        if match is not None:
            return clause.found(match).finding("users", "clear")
    if need.amount_told > _MUCH or any(is_people(q) for c in need.told for q in c.quantities):
        return Finding("users", "clear")
    general = need.first(_GENERAL)
    if general is not None:
        return general.finding("users", "vague", "general")
    return Finding("users", "missing", "nothing")


def is_people(quantity: Quantity) -> bool:
    """Whether a figure counts people: 六人, 三名, 两个人."""
    return quantity.dimension in _PEOPLE or (
        quantity.dimension == "count:个" and quantity.after.startswith("人")
    )
