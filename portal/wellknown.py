"""Addresses that browsers, password managers and search engines ask for without being told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static


def favicon(request: HttpRequest) -> HttpResponse:
    """Pages that name no icon (the admin's) make browsers ask for this one."""
    return redirect(static("look/favicon.svg"))


def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


def change_password(request: HttpRequest) -> HttpResponse:
    """Where password managers look for the page that changes a password."""
    return redirect("account_change_password")
