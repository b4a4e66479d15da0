"""Following a pair through: what happened, who acts next, what came of it, and chasing what stands still."""
