"""How good the matching is, measured on the verdicts of staff and on the open list."""
