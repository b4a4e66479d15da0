"""Tests: stored files."""
