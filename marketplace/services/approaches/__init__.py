"""Approaches: a supplier's interest in a need, an owner's invitation, and what comes of them."""
