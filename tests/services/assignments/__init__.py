"""Sharing out a list, and what staff may do about it."""
