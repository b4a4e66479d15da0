"""The blueprint that the views of this package register on, its filters, and how often one may search."""

from __future__ import annotations

from flask import Blueprint

from marketplace.web.public.highlight import highlight
from marketplace.web.public.money import write_budget

blueprint = Blueprint("public", __name__)
blueprint.add_app_template_filter(highlight, "highlight")
blueprint.add_app_template_filter(write_budget, "budget")

SEARCH_RATE = "120 per minute"
