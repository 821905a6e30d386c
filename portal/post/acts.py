"""What staff did with the post, told to whoever keeps the audit trail: it lies in a room above."""

from django.dispatch import Signal

# Sent in the transaction of the act with `act` ("print_run.posted"), `by` (a user), `about` (a row), `now`, perhaps
# `request`, and details: counts and ids, never a name.
acted = Signal()
