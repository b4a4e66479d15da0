"""Tests: the second factor."""
