"""Tests: services.searches."""
