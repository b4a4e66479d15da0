"""What people are told of, on their page and by mail."""
