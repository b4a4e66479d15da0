"""Training, on small data."""
