"""Is everything there that printing needs? Said at start, with the names to install, not at the first note."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Warning

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
CHINESE_FONTS = ("DroidSansFallback*", "NotoSansCJK*", "NotoSansSC*", "SourceHanSans*", "wqy-*")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")


def missing_packages() -> list[str]:
    """Debian's names of what is not there."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if not any(next(folder.rglob(font), None) for folder in FONT_FOLDERS for font in CHINESE_FONTS):
        missing.append("fonts-droid-fallback")
    return missing


def printing_libraries(**kwargs: Any) -> list[CheckMessage]:
    """System check: a warning, because the portal runs without printing; notes wait in the work list until it can."""
    missing = missing_packages()
    if not missing:
        return []
    hint = f"On Debian: apt-get install {' '.join(missing)}"
    return [Warning("Papers cannot be printed, or not in every language.", hint=hint, id="post.W001")]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
