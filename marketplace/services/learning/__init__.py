"""What the site learns from its reviewers' verdicts: candidates, what is in service, and drift."""
