"""A member's data for herself and for programs she trusts: an API, and everything as one archive."""
