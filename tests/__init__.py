"""Tests of behaviour, with real PostgreSQL, real files and a real browser."""
