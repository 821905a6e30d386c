"""My health."""
