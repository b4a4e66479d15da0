"""Questions: what the sides of a pair ask each other through staff, without showing who asks."""
