"""What rankings, views, measures and thirds are called on the page of the matching's quality."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from marketplace.web.explanations import part_label
from marketplace.web.staff.blueprint import blueprint
from matching.evaluation.baselines import BLENDS, OWN
from matching.evaluation.report import MEAN

SYSTEMS: Mapping[str, LazyString] = {
    "fused": _l("This site's ranking"),
    "reranked": _l("This site's ranking, reranked"),
    "bm25": _l("BM25 alone"),
    "dense": _l("Vectors alone"),
    "rrf": _l("Reciprocal-rank fusion"),
    "hybrid": _l("Half vectors, half BM25"),
    "rules": _l("0.7 vectors, 0.3 rules"),
}
MEASURES: Mapping[str, LazyString] = {
    "ndcg_at_10": _l("nDCG@10"),
    "recall_at_10": _l("Recall@10"),
    "precision_at_3": _l("Precision@3"),
    "reciprocal_rank": _l("Reciprocal rank"),
}
CUTS: Mapping[str, LazyString] = {
    "full": _l("full text"),
    "summary": _l("summary"),
    "title": _l("title only"),
}
THIRDS: Mapping[str, LazyString] = {
    "thin": _l("Thinnest third"),
    "middle": _l("Middle third"),
    "full": _l("Fullest third"),
}
GRADES: Mapping[int, LazyString] = {
    3: _l("solves it"),
    2: _l("fits"),
    1: _l("related"),
    0: _l("does not fit"),
}


@blueprint.app_template_filter("system_word")
def system_word(name: str) -> str:
    """What a ranking is called; one this version does not know keeps its name."""
    if name.startswith(OWN):
        return str(gettext("%(ranking)s, this site's encoder", ranking=system_word(name.removeprefix(OWN))))
    if name in BLENDS:
        return str(gettext("Fixed blend, %(weight)s vectors", weight=name.removeprefix("blend_")))
    return str(SYSTEMS.get(name, name))


@blueprint.app_template_filter("view_word")
def view_word(name: str) -> str:
    """What a view is called: how much of either side the ranking saw."""
    if name == MEAN:
        return str(gettext("Mean of the six views"))
    demand, _, supply = name.partition("/")
    shown = {"demand": CUTS.get(demand, demand), "supply": CUTS.get(supply, supply)}
    return str(gettext("Demand %(demand)s, supply %(supply)s", **shown))


@blueprint.app_template_filter("measure_word")
def measure_word(name: str) -> str:
    """What a measure is called."""
    return str(MEASURES.get(name, name))


@blueprint.app_template_filter("third_word")
def third_word(name: str) -> str:
    """What a third of the demands is called."""
    return str(THIRDS.get(name, name))


@blueprint.app_template_filter("grade_word")
def grade_word(grade: int | None) -> str:
    """What a judgement says of a pair; nothing for one that nobody judged."""
    return "" if grade is None else str(GRADES.get(grade, grade))


@blueprint.app_template_filter("ablated_word")
def ablated_word(name: str) -> str:
    """What a part of the ranking is called that was left out of it."""
    return part_label(name)


@blueprint.app_template_filter("moment")
def moment(text: str) -> datetime:
    """The moment that a report writes as ISO text."""
    return datetime.fromisoformat(text)
