"""Pilots: begun with measures agreed beforehand, ended with a result."""
