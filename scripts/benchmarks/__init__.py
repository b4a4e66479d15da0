"""Measures what only a running machine can tell, one question a script."""
