"""Runs of the matcher and what they do to pairs."""
