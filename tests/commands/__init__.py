"""Tests: the flask commands."""
