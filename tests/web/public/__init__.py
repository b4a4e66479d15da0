"""The pages everyone may read."""
