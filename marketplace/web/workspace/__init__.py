"""The pages of companies and demand owners: their listings, the pairs recommended to them, their answers."""

from marketplace.web.workspace import answers, overview, pair
from marketplace.web.workspace.blueprint import blueprint

__all__ = ["answers", "blueprint", "overview", "pair"]
