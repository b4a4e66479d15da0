"""Tests: services/second_reviews."""
