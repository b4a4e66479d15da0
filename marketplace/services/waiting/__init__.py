"""What waits: for an organization's own people, and for others on its behalf, in one list each."""
