"""What anyone may do with published listings: browse, search, open one, see the figures."""
