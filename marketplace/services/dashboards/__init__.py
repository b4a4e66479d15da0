"""Figures of the whole way from suggestion to delivery, each with the rows it counts."""
