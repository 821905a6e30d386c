"""Pages of contact and support."""
