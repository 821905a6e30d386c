"""What leaves the house: papers (PDF), dispatches (the outbox), and the print runs of letters."""

from portal.post.models.dispatch import Dispatch
from portal.post.models.paper import Paper
from portal.post.models.print_run import PrintRun

__all__ = ["Dispatch", "Paper", "PrintRun"]
