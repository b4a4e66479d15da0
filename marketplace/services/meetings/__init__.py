"""Meetings between two introduced sides: times offered, countered, picked, and whether they took place."""
