"""Answer links: how the contact of a listing decides about a pair without an account."""
