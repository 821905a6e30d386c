"""What staff pages of every room have in common: whoever opens or changes a member's data leaves an entry."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.members import audit
from portal.members.models import User
from portal.members.searching import DiscreetSearch


class AuditedAdmin(DiscreetSearch):
    """A staff page whose reads and changes are audited, and where nothing is deleted."""

    show_facets = admin.ShowFacets.ALWAYS

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one object; showing it is an act."""
        response = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and response.status_code == 200:
            self._record(request, self.get_object(request, object_id), "read")
        return response

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Called by Django in the transaction of the change."""
        self._record(request, obj, "added")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Called by Django in the transaction of the change; names the fields, never what stood in them."""
        self._record(request, obj, "changed", fields=", ".join(_fields(message))[:500])
        return super().log_change(request, obj, message)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: what was, stays."""
        return False

    def _record(self, request: HttpRequest, obj: Model | None, verb: str, **detail: str) -> None:
        if obj is not None:
            act = f"{obj._meta.model_name}.{verb}"
            audit.record(act=act, by=colleague(request), about=obj, now=timezone.now(), request=request, **detail)


class ReadOnly:
    """Mixed into a page or an inline: nothing on it can be added, changed or deleted."""

    can_delete: ClassVar[bool] = False
    extra: ClassVar[int] = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


def colleague(request: HttpRequest) -> User:
    """Who is at the desk; the staff pages let nobody in who is not signed in."""
    return cast(User, request.user)


def _fields(message: Any) -> Iterable[str]:
    """The names of what was changed, from Django's own change message."""
    for part in message if isinstance(message, list) else []:
        for verb, what in part.items():
            name = f"{what['name']} " if "name" in what else ""
            yield from (f"{name}{field}" for field in what.get("fields", [verb]))
