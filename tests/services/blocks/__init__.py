"""Tests: services/blocks."""
