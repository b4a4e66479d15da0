"""What staff do with what is handed in: read it beside what was, publish it, or say what to change."""
