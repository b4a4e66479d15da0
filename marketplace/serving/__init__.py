"""`flask serve`: one command that starts, watches and stops everything the site consists of."""
