"""What every page knows: who runs the portal, the languages, where one can go."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """An entry of the main navigation: URL name, words, icon. `prefix` tells which pages lie under it."""

    name: str
    label: Any
    icon: str


# A later room adds its line here; a name that has no URL yet is left out.
MEMBER_PLACES = [
    Place("home", _("Home"), "house"),
    Place("claims:history", _("Claims"), "receipt-text"),
    Place("approvals:list", _("Planned care"), "calendar-check"),
    Place("entitlements:plan", _("My plan"), "book-open-check"),
    Place("providers:search", _("Find care"), "map-pin"),
    Place("encyclopaedia:overview", _("My health"), "heart-pulse"),
    Place("card:cards", _("Card"), "id-card"),
    Place("help:contact", _("Contact us"), "message-circle"),
]
STAFF_PLACES = [
    Place("admin:index", _("Desk"), "inbox"),
    Place("look:styleguide", _("Style guide"), "palette"),
]
ACCOUNT_PLACES = [
    Place("members:account", _("Your account"), "circle-user-round"),
    Place("members:family", _("My family"), "users-round"),
    Place("members:bank_details", _("Bank details"), "landmark"),
    Place("members:readers", _("Who looked at your data"), "eye"),
    Place("mfa_index", _("Sign-in security"), "shield-check"),
    Place("usersessions_list", _("Where you are signed in"), "monitor-smartphone"),
    Place("account_change_password", _("Change password"), "key-round"),
]
STAY_URL = "members:stay"  # POST keeps the session; without it there is no warning to show
WHOSE = "look.session"  # the salt of the account's id in the warning, for the moment when the session is gone
END_URL = "members:timed_out"  # POST ends it and keeps what was typed over the next sign-in


def look(request: HttpRequest) -> dict[str, Any]:
    """Context processor for `base.html`. Reads settings and the signed-in user; asks the database nothing more."""
    user = getattr(request, "user", None) or AnonymousUser()
    known = user.is_authenticated
    places = (STAFF_PLACES if user.is_staff else MEMBER_PLACES) if known else []
    return {
        "administrator": settings.ADMINISTRATOR,
        "demo": settings.DEMO,
        "service_worker": settings.SERVICE_WORKER,
        "languages": languages(),
        "navigation": [entry for place in places if (entry := _entry(place, request))],
        "account_navigation": [entry for place in ACCOUNT_PLACES if known and (entry := _entry(place, request))],
        "session_warning": session_warning(request) if known else None,
    }


def languages() -> list[dict[str, Any]]:
    """The portal's languages by their own names: code, name, direction, and which is active."""
    active = get_language()
    infos = [get_language_info(code) for code, _name in settings.LANGUAGES]
    return [
        {
            "code": info["code"],
            "name": info["name_local"][:1].upper() + info["name_local"][1:],
            "dir": "rtl" if info["bidi"] else "ltr",
            "active": info["code"] == active,
        }
        for info in infos
    ]


def session_warning(request: HttpRequest) -> dict[str, Any] | None:
    """Seconds until the session ends, whether for good, and where “stay signed in” and the end of it go; or None."""
    stay = _address(STAY_URL)
    session = getattr(request, "session", None)
    if not stay or session is None:
        return None
    for_good = bool(getattr(session, "ends_for_good", False))
    return {
        "stay_url": stay,
        "end_url": _address(END_URL),
        "whose": signing.dumps(str(request.user.pk), salt=WHOSE),
        "seconds": session.get_expiry_age(),
        "for_good": for_good,
    }


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _entry(place: Place, request: HttpRequest) -> dict[str, Any] | None:
    url = _address(place.name)
    if not url:
        return None
    here = request.path == url or (place.name != "home" and request.path.startswith(url))
    return {"url": url, "label": place.label, "icon": place.icon, "current": here}
