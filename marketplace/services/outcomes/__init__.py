"""Outcomes: claimed by one side, confirmed by the other, settled by staff, published by consent, counted."""
