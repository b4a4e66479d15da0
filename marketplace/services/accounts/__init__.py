"""Accounts: prove who somebody is, make accounts, keep passwords, end sessions."""
