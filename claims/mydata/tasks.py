"""Jobs of this room: none of its own; workers learn here which file it makes."""

from claims.mydata import archive  # noqa: F401 - it registers what it makes
