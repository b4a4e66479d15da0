"""Answers: what each side of a recommended pair is shown, and what it decides."""
