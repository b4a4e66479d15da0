"""Contacts at rest: under which keys they lie, how they look to who may not read them."""
