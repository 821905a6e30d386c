"""Telling other rooms that figures were loaded or reservations fell away, whom this room does not know."""

from django.dispatch import Signal

# Sent with the `family_id` and `now`, in the transaction in which what a guarantee had reserved is free again.
reservation_released = Signal()
# Sent with the model as sender, in the transaction of a load; rows written in bulk send nothing by themselves.
figures_loaded = Signal()
