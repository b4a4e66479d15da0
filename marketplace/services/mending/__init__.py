"""What reviewers ask the owners of listings to mend in their texts."""
