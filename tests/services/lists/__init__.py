"""Opportunity lists: released, named, opened."""
