"""Where staff bring listings in from files: upload, preview, apply."""

from marketplace.web.imports import labels, previews, too_large, uploads
from marketplace.web.imports.blueprint import blueprint

__all__ = ["blueprint", "labels", "previews", "too_large", "uploads"]
