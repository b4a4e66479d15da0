"""Tests: workspace."""
