"""Search on the desk without names and numbers in an address: the words stay in the session, the address has a key.

Addresses are kept by browsers, proxies and logs. So the search form is posted, and `?q=` holds an opaque key, which
filters, ordering, pages and the way back from an object carry along as they carry Django's own.
"""

import secrets
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR, SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

POSTED = "_search"
KEPT = "searches"
MOST_KEPT = 30
LONGEST = 200


def keep(request: HttpRequest, words: str) -> str:
    """Keep the words of a search for this session; the key by which they are found. The oldest make room."""
    kept = dict(list(_kept(request).items())[-MOST_KEPT + 1 :])
    key = secrets.token_urlsafe(9)
    request.session[KEPT] = {**kept, key: words[:LONGEST]}
    return key


def _kept(request: HttpRequest) -> dict[str, str]:
    return request.session.get(KEPT, {})


class DiscreetChangeList(ChangeList):
    """A list whose `?q=` is a key."""

    is_discreet = True

    def __init__(self, request: HttpRequest, *args: Any, **options: Any) -> None:
        words = _kept(request).get(request.GET.get(SEARCH_VAR, ""), "")
        # Django reads the words from here; everything that builds an address goes on with the key.
        self.search_form_class = lambda _data: ChangeListSearchForm({SEARCH_VAR: words})  # type: ignore[assignment]
        super().__init__(request, *args, **options)


class DiscreetSearch(admin.ModelAdmin):
    """A staff page whose search leaves nothing of what was looked for in an address."""

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        """The list that knows keys."""
        return DiscreetChangeList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list; a posted search leads to it by its key, and words typed into the address are thrown away."""
        if request.method == "POST" and POSTED in request.POST:
            words = request.POST.get(SEARCH_VAR, "").replace("\x00", "").strip()
            return _led(request, keep(request, words) if words else "")
        asked = request.GET.get(SEARCH_VAR)
        if asked is not None and asked not in _kept(request):
            messages.info(request, _("That search has ended. Please type it again."))
            return _led(request, "")
        return super().changelist_view(request, extra_context)


def _led(request: HttpRequest, key: str) -> HttpResponseRedirect:
    there: QueryDict = request.GET.copy()
    for name in (SEARCH_VAR, PAGE_VAR, ERROR_FLAG):
        there.pop(name, None)
    if key:
        there[SEARCH_VAR] = key
    return HttpResponseRedirect(f"{request.path}?{there.urlencode()}" if there else request.path)
