"""Tests: the pages of matchmaking staff."""
