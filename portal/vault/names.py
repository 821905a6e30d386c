"""A file name fit to be shown: no path, no control or direction marks, any script."""

import re
import unicodedata

LONGEST_NAME = 100
LONGEST_SUFFIX = 12
NAMELESS = "document"


def clean_name(name: str | None) -> str:
    """At most 100 characters of the last path part of `name`, or "document" when nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    # Category C: control, format (direction marks and overrides, zero-width), surrogate, private, unassigned.
    # Z other than the blank: line and paragraph separators, odd spaces.
    kept = "".join(" " if unicodedata.category(c)[0] == "Z" else c for c in last if unicodedata.category(c)[0] != "C")
    kept = re.sub(r'[<>:"|?*]', "_", kept)
    return _shortened(" ".join(kept.split()).strip(". ")) or NAMELESS


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    if dot and len(suffix) <= LONGEST_SUFFIX:
        return f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"
    return name[:LONGEST_NAME]
