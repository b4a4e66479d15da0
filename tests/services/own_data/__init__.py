"""Tests: own data."""
