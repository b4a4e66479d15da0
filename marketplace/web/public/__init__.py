"""The pages everyone may read: home, opportunity lists, all listings, one listing, kinds of problem."""

# ruff: noqa: F401 - importing these modules registers their routes
import marketplace.web.public.done
import marketplace.web.public.kinds
import marketplace.web.public.policies
import marketplace.web.public.saved_searches
import marketplace.web.public.views
from marketplace.web.public.blueprint import blueprint

__all__ = ["blueprint"]
