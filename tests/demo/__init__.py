"""The demonstration loads as users load theirs."""
