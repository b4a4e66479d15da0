"""Blind second opinions on a sample of verdicts: who gives them, how far they agree, who settles the rest."""
