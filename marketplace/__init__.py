"""The site: accounts, listings, reviewed matches and introductions over one PostgreSQL database."""
