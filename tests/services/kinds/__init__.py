"""Kinds of problem: kept by staff, proposed by verdicts."""
