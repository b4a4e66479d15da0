"""Tests: the yearly confirmation of accounts, and unused ones."""
