"""What an installed portal is called and looks like, in the active language."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

# As in static/look/base.css: the paper, and the accent of the icon. A manifest has one of each; pages name theirs for
# light and dark in their head.
PAPER, ACCENT = "#f3f6f6", "#0b606d"
ICONS = (
    ("offline/icon-192.png", 192, "any"),
    ("offline/icon-512.png", 512, "any"),
    ("offline/icon-maskable-512.png", 512, "maskable"),
)


def manifest() -> dict[str, Any]:
    """The web app manifest: https://www.w3.org/TR/appmanifest/."""
    name = f"{settings.ADMINISTRATOR['name']} – {_('Member portal')}"
    return {
        "id": "/",
        "name": name,
        "short_name": pgettext("under an icon on the phone, short", "Health plan"),
        "description": _("Your health plan: claims, card, planned care and whom to call."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": ACCENT,
        "categories": ["health", "medical"],
        "icons": [
            {"src": static(path), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for path, size, purpose in ICONS
        ],
        "shortcuts": [
            {"name": str(words), "url": reverse(address), "icons": [_small_icon()]}
            for words, address in (
                (_("Send a claim"), "claims:new"),
                (pgettext("where to go", "My card"), "card:cards"),
                (pgettext("by telephone", "Call"), "offline:no_line"),
            )
        ],
    }


def _small_icon() -> dict[str, str]:
    return {"src": static("offline/icon-192.png"), "sizes": "192x192", "type": "image/png"}
