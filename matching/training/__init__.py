"""Trains what the matcher has learned, from the scenario knowledge base: encoder, ranker, calibration."""
