"""Shares out scarce suppliers over all demands at once: caps, floors and staff's locks, and what they cost.

SciPy is loaded by what solves, not by importing this package.
"""
