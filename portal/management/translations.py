"""Compiles `.po` to `.mo` with Babel, so that newcomers need no gettext on their machine."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_changed(folder: Path) -> int:
    """Compile each catalogue under `folder` that is newer than its `.mo`; return how many were."""
    count = 0
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as words:
            catalog = read_po(words, locale=source.parent.parent.name, abort_invalid=True)
        # Written beside and renamed: a reader never meets half a file.
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as compiled:
            write_mo(compiled, catalog)
        draft.replace(target)
        count += 1
    return count
