"""Importing listings from files."""
