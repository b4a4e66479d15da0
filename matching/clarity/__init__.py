"""Says of a need for which of seven aspects it is clear, vague or silent, and which sentence shows it."""
