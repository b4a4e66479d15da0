"""Pairs of organizations that are not to be paired: placed by a verdict, lifted by staff with a reason."""
