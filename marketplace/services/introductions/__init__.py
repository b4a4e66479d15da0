"""Introductions: release contacts after both sides agreed, and keep account of who saw whose."""
