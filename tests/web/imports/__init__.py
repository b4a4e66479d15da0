"""Tests: the pages that import listings."""
