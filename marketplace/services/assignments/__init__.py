"""The global assignment of a list: prepare it, show what it trades, apply it, take it back; pin pairs."""
