"""Pages that open without a line. Rooms above add theirs with `opens_offline`; this room has the one for all others."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from portal.help.offices import main_line, offices
from portal.look.choices import country_choices

FRAME = ("look/base.css", "look/forms.css", "look/parts.css", "look/favicon.svg", "offline/offline.css")
SCRIPTS = (
    "look/portal.js",
    *(f"offline/{name}.js" for name in ("store", "there", "drafts", "waiting", "waiting-list")),
)
SCRIPTS += ("offline/sending.js", "attachments/pictures.js")


@dataclass(frozen=True)
class OfflinePage:
    """A page without anything of anybody. `html` draws it in the active language.

    `instead_of` are the names of the pages it stands for while there is no line; `assets` are the static files it needs
    beside those of the frame.
    """

    name: str
    html: Callable[[], str]
    instead_of: tuple[str, ...]
    assets: tuple[str, ...]

    @property
    def address(self) -> str:
        """In the active language."""
        return f"{reverse(self.name)}?language={get_language()}"


_pages: list[OfflinePage] = []


def opens_offline(page: OfflinePage) -> None:
    """Registers a page that is kept on the device beside the one of this room."""
    _pages.append(page)


def pages() -> list[OfflinePage]:
    """All of them; the first one stands for every page that has none of its own."""
    return [NO_LINE, *_pages]


def no_line_html() -> str:
    """What to do in an emergency, whom to call, and room for what the member keeps on this phone."""
    names = dict(country_choices())
    free = sorted((names.get(code, code), phone) for code, phone in offices().toll_free.items())
    context = {
        "offices": offices().all,
        "toll_free": free,
        "main_line": main_line(),
        "administrator": settings.ADMINISTRATOR,
        "pages": _pages,
    }
    return render_to_string("offline/no_line.html", context)


NO_LINE = OfflinePage("offline:no_line", no_line_html, (), ("card/card.css", "offline/line.js", "offline/no-line.js"))
