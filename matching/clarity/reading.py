"""Reads a need: one finding for each of the seven aspects."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matching.clarity.acceptance import read_acceptance
from matching.clarity.budget import read_budget
from matching.clarity.constraints import read_constraints
from matching.clarity.data import read_data
from matching.clarity.findings import ASPECTS, ClarityAspect, Finding
from matching.clarity.need import Need
from matching.clarity.present import read_present
from matching.clarity.problem import read_problem
from matching.clarity.users import read_users
from matching.documents import Document

READERS: Mapping[ClarityAspect, Callable[[Need], Finding]] = {
    "problem": read_problem,
    "users": read_users,
    "present": read_present,
    "data": read_data,
    "constraints": read_constraints,
    "acceptance": read_acceptance,
    "budget": read_budget,
}


def read_clarity(document: Document) -> tuple[Finding, ...]:
    """The seven findings in the order of ASPECTS. The same text always gets the same answer."""
    need = Need(document)
    return tuple(READERS[aspect](need) for aspect in ASPECTS)
