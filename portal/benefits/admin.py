"""The desk's entry for the coverage book; its pages count claims, so they live with them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.benefits.models import CoverageBook


@admin.register(CoverageBook)
class CoverageBookAdmin(admin.ModelAdmin):
    """An entry on the desk's first page, for those who may read the book."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The book itself. Raises PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("coverage:book")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: the book is made from the plan."""
        return False
