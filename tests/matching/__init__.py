"""Tests: the matching library."""
