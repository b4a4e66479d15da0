"""What a developer or an operator runs on a checkout: set-up, locks, catalogues and the gate."""
