"""flask serve: what it starts, watches and stops."""
