"""What happens with the post, told to rooms above: who keeps the audit trail, who wrote a mail that reached nobody."""

from django.dispatch import Signal

# Sent in the transaction of the act with `act` ("print_run.posted"), `by` (a user), `about` (a row), `now`, perhaps
# `request`, and details: counts and ids, never a name.
acted = Signal()

# Sent in the transaction that gives a mail up, with `dispatch` and `now`, when it had no papers to go by post instead.
undelivered = Signal()
