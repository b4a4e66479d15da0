"""The trail: every state change leaves an event in the transaction that made it."""
