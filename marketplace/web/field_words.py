"""The fields of a listing, and of a kind of problem, in the reader's words, for imports and the trail."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

FIELD_LABELS: Mapping[str, LazyString] = {
    "code": lazy_pgettext("workbook column", "Code"),
    "kind": lazy_pgettext("workbook column", "Kind"),
    "title": lazy_pgettext("workbook column", "Title"),
    "organization": lazy_pgettext("workbook column", "Organization"),
    "organization_type": lazy_pgettext("workbook column", "Type of organization"),
    "unified_social_credit_code": lazy_pgettext("workbook column", "Unified social credit code"),
    "industry": lazy_pgettext("workbook column", "Field of application"),
    "region": lazy_pgettext("workbook column", "Region"),
    "summary": lazy_pgettext("workbook column", "Summary"),
    "description": lazy_pgettext("workbook column", "Details"),
    "technologies": lazy_pgettext("workbook column", "Technologies"),
    "maturity": lazy_pgettext("workbook column", "Maturity"),
    "cases": lazy_pgettext("workbook column", "Cases"),
    "budget_wan": lazy_pgettext("workbook column", "Budget (10,000 yuan)"),
    "deadline": lazy_pgettext("workbook column", "Deadline"),
    "cooperation": lazy_pgettext("workbook column", "Way of cooperation"),
    "contact_name": lazy_pgettext("workbook column", "Contact person"),
    "contact_phone": lazy_pgettext("workbook column", "Telephone"),
    "contact_email": lazy_pgettext("workbook column", "E-mail"),
}

FORM_LABELS: Mapping[str, LazyString] = {"attachments": _l("Attachments")}
KIND_LABELS: Mapping[str, LazyString] = {
    "name": _l("Name of the kind"),
    "sector": _l("Industry"),
    "problem": _l("What the problem is"),
    "demands": _l("How those who have it say it"),
    "supplies": _l("How vendors say what solves it"),
    "lookalikes": _l("What looks alike but does not solve it"),
    "requires": _l("What it takes"),
}


def field_word(key: str) -> str:
    """What a field is called; one that is not known keeps its key."""
    return str(FIELD_LABELS.get(key) or FORM_LABELS.get(key) or KIND_LABELS.get(key, key))
