"""How pages are seen. A visitor sees each page in both widths and colours; all six sights are for pictures."""

from tests.journeys.visitor import ALBUM

SIGHTS: dict[str, dict[str, object]] = {
    "phone": {"width": 360, "color_scheme": "light"},
    "phone-dark": {"width": 360, "color_scheme": "dark"},
    "phone-arabic": {"width": 360, "color_scheme": "light", "language": "ar"},
    "desk": {"width": 1280, "height": 800, "color_scheme": "light"},
    "desk-dark": {"width": 1280, "height": 800, "color_scheme": "dark"},
    "desk-arabic": {"width": 1280, "height": 800, "color_scheme": "dark", "language": "ar"},
}


def tried(*usual: str) -> list[str]:
    """The usual ones of a journey, or all."""
    return list(SIGHTS) if ALBUM else list(usual)


TRIED = tried("phone-arabic")
