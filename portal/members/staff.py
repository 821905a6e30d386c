"""The staff pages ask for a second factor, and have no sign-in form of their own."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

# Recovery codes alone are none: they are asked for in place of these.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the account has one; then no session of it begins without."""
    return request.user.is_authenticated and is_mfa_enabled(request.user, FACTORS)


def connect() -> None:
    """Called once, when the application is ready."""
    guard(admin.site)


def guard(site: admin.AdminSite) -> None:
    """Closes `site` to everybody without a second factor."""
    # No list of all pages beside each page: it takes the room of the work, and keeps in the browser whether it is open.
    site.enable_nav_sidebar = False
    allowed = site.has_permission

    def has_permission(request: HttpRequest) -> bool:
        return allowed(request) and has_second_factor(request)

    def login(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # Django's own form knows neither limits nor second factors, so it is never shown.
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.get_full_path())
        if not allowed(request):
            raise Http404
        if not has_second_factor(request):
            messages.warning(request, _("Staff pages need a second factor. Please set one up first."))
            return redirect("mfa_index")
        return redirect("admin:index")

    site.has_permission = has_permission  # type: ignore[method-assign]
    site.login = login  # type: ignore[method-assign]
