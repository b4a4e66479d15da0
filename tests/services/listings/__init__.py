"""Tests: listings, browsed and moderated."""
