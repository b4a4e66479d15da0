"""The second factor of an account: set up, asked for at signing in, switched off, taken away when lost."""
