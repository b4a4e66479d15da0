"""The demonstration: a fictitious list of 165 items and one account per role, loaded as users load theirs."""
