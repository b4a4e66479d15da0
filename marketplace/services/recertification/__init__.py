"""Accounts are confirmed once a year by somebody who knows the person; who is not, is suspended."""
