"""What verdicts teach, and what they must not be able to do."""
