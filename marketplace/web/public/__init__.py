"""The pages everyone may read: home, opportunity lists, all listings, one listing."""

from marketplace.web.public.views import blueprint

__all__ = ["blueprint"]
