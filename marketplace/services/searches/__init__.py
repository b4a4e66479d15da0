"""Searches that people keep, and what is new for them."""
