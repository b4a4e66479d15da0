"""The engine process: kept level with the database, asked over HTTP."""
