"""Tests: what staff decide about suggested pairs."""
