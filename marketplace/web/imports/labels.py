"""How the import pages name fields and kinds."""

from __future__ import annotations

from marketplace.models import Kind
from marketplace.web.field_words import field_word
from marketplace.web.imports.blueprint import blueprint

blueprint.add_app_template_filter(field_word, "field_label")


@blueprint.app_template_filter("as_kind")
def as_kind(value: str) -> Kind:
    """A stored kind as the badges take it."""
    return Kind(value)
