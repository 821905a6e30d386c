"""Pages of guarantees: the member's, and the one behind the code on the paper."""
