"""Tests: introductions."""
