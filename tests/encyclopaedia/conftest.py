"""The articles of the release on the shelf."""

from datetime import datetime
from pathlib import Path

import pytest

from portal.encyclopaedia import search, shelf
from portal.encyclopaedia.releasing import FOLDER, take_release


@pytest.fixture(scope="session")
def english_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the English articles alone: most tests need no more."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "en").symlink_to(FOLDER / "en")
    return folder


@pytest.fixture
def articles(db: None, now: datetime, english_folder: Path) -> None:
    """All English articles, published. A test that was rolled back gives its ids to the next one."""
    shelf._shelf.cache_clear()
    search._index.cache_clear()
    take_release(now=now, folder=english_folder)


@pytest.fixture
def translations(articles: None, now: datetime) -> None:
    """Those of all other languages too."""
    take_release(now=now)
