"""Files that people upload: kept as they came, checked by what they contain, read by those entitled."""
