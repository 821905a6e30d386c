"""What the documents name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOPS = "portal|claims|approvals|providers|tests|templates|static|docs|requirements|locale|[.]ci"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_files_exist(page: Path) -> None:
    words = page.read_text()
    named = set(re.findall(rf"`((?:{TOPS})/[\w./-]*)`", words))
    linked = {(page.parent / link).resolve() for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", words)}
    missing = [name for name in named if not (ROOT / name).exists()] + [str(x) for x in linked if not x.exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_modules_exist(page: Path) -> None:
    modules = set(re.findall(r"`((?:portal|claims|approvals|providers)(?:\.[a-z_]+)+)", page.read_text()))

    def there(name: str) -> bool:
        path = ROOT / name.replace(".", "/")
        return any(
            place.exists() for place in (path, path.with_suffix(".py"), path.parent.with_suffix(".py"), path.parent)
        )

    assert not [name for name in modules if not there(name)]
