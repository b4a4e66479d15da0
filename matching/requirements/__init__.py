"""Requirement coverage: each point of a need beside the sentence of the supply that answers it."""
