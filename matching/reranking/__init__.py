"""Looks again at the first suggestions of a ranking with a model that reads both texts together.

The model runs elsewhere, behind an address that a site names or leaves out. Whatever it does or fails to do,
the matcher's own order is what remains.
"""
