"""Listings from files: read, checked, shown as a preview, then applied as a whole or not at all."""
