"""The articles of the release on the shelf."""

from datetime import datetime

import pytest

from portal.encyclopaedia import search, shelf
from portal.encyclopaedia.releasing import take_release


@pytest.fixture
def articles(db: None, now: datetime) -> None:
    """All articles that the release brings, published. A test that was rolled back gives its ids to the next one."""
    shelf._shelf.cache_clear()
    search._index.cache_clear()
    take_release(now=now)
