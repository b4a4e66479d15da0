"""Tests: contacts at rest."""
