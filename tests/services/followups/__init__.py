"""Tests: following pairs through."""
