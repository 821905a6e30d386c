"""What staff pages of every room have in common: whoever opens or changes a member's data leaves an entry."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from portal.members import audit
from portal.members.models import User
from portal.members.references import family_reference, normalise_reference
from portal.members.searching import DiscreetSearch

View = Callable[..., HttpResponseBase]


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

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the hidden copy that Django puts beside a field whose first value is computed."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.show_hidden_initial = False
        return field

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


class ByReference(AuditedAdmin):
    """Search that takes a reference number however it is typed."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """`41412345` finds `414/12345`, and so does the number of somebody in that family."""
        return super().get_search_results(request, queryset, family_reference(normalise_reference(search_term)))


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


def desk_may(*permissions: str) -> Callable[[View], View]:
    """Decorator: lets in a colleague at the desk with all `permissions`. For everybody else there is no such page."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not (admin.site.has_permission(request) and request.user.has_perms(permissions)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


def colleague(request: HttpRequest) -> User:
    """Who is at the desk; the staff pages let nobody in who is not signed in."""
    return cast(User, request.user)


def _fields(message: Any) -> Iterable[str]:
    """The names of what was changed, from Django's own change message."""
    for part in message if isinstance(message, list) else []:
        for verb, what in part.items():
            name = f"{what['name']} " if "name" in what else ""
            yield from (f"{name}{field}" for field in what.get("fields", [verb]))
