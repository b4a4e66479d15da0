"""What a person finds kept about themselves here: to read, take along, correct and have erased."""
