"""Organizations: how one registers, is verified, brings in its people, and is merged with its double."""
