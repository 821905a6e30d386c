"""Claims as they are made in the tests of that room."""

from tests.claims.conftest import drafted, figures, sent, still_bell

__all__ = ["drafted", "figures", "sent", "still_bell"]
