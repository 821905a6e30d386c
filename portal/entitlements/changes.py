"""Telling other rooms that figures were loaded, whom this room does not know."""

from django.dispatch import Signal

# Sent with the model as sender, in the transaction of a load; rows written in bulk send nothing by themselves.
figures_loaded = Signal()
