"""Tests of the points of a need and what answers them."""
