"""Tests: services.notifications."""
