"""Opportunity lists: release one, name those there are, open one."""
