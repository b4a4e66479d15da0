"""What the site learns from its reviewers."""
