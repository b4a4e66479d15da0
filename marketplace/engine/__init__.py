"""The one process that carries the model and the indexes, and the light client that asks it."""
