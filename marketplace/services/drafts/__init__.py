"""What an organization writes: drafts saved as they are typed, checked, handed in for review."""
