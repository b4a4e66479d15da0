"""A database of one's own for answers given at the same moment."""

from tests.databases import own_url, template

__all__ = ["own_url", "template"]
