"""The script that stands between the browser and the line: what it keeps, and the release it belongs to."""

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from portal.offline.pages import FRAME, SCRIPTS, pages

SOURCES = Path(__file__).parent / "worker"


def script() -> str:
    """The worker in the active language; one that takes itself away where the settings say so."""
    if not settings.SERVICE_WORKER:
        return (SOURCES / "gone.js").read_text(encoding="utf-8")
    return _script(get_language() or "en", settings.OFFICES_FILE)


@lru_cache(maxsize=16)
def _script(language: str, offices_file: str) -> str:
    """Asked for with every page, so it is made once a language. Any change in what is kept gives it another version."""
    known = pages()
    kept = dict.fromkeys([*FRAME, *SCRIPTS, *(name for page in known for name in page.assets)])
    plan = {
        "assets": [static(name) for name in kept],
        "pages": [page.address for page in known],
        "fallback": known[0].address,
        "instead": {reverse(name): page.address for page in known for name in page.instead_of},
    }
    source = (SOURCES / "worker.js").read_text(encoding="utf-8")
    parts = [source, json.dumps(plan), *(page.html() for page in known), *map(_content, kept)]
    version = sha256("\n".join(parts).encode()).hexdigest()[:16]
    return f"const portal = {json.dumps({'version': version, **plan})};\n{source}"


def _content(name: str) -> str:
    """The digest of a static file: its address tells its content only where files have names by content."""
    found = finders.find(name)
    return sha256(Path(str(found)).read_bytes()).hexdigest() if found else name
