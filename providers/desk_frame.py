"""What the pages of provider relations under the list of providers have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from providers.models import Provider

CHANGES = ("providers.change_agreement", "providers.change_provider")


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For those who may change agreements and providers."""

    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perms(CHANGES):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(seen)


def desk_page(request: HttpRequest, name: str, title: str, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """One of their templates in the frame of the desk."""
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": Provider._meta,
        "list_url": reverse("admin:providers_provider_changelist"),
        "is_nav_sidebar_enabled": False,
        **more,
    }
    return render(request, f"admin/providers/{name}.html", context, status=status)
