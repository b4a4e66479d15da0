"""Background work: enqueued with its cause, done once, resumed after a kill."""
