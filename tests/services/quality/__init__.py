"""Tests: measuring the matching on the verdicts of staff."""
