"""What staff decide about suggested pairs: the queue, the verdicts, and taking them back."""
