"""Matching as the site sees it: runs of the engine, the suggestions they store, the pairs they touch."""
