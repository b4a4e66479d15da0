"""Background work, kept in PostgreSQL: enqueued in the transaction that caused it, done by the worker."""
