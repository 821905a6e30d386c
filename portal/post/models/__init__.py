"""What leaves the house: papers (PDF) and dispatches (the outbox)."""

from portal.post.models.dispatch import Dispatch
from portal.post.models.paper import Paper

__all__ = ["Dispatch", "Paper"]
