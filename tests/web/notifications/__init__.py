"""Tests: web.notifications."""
