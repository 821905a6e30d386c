"""The desk's pages about files of providers: upload, what each line would change, confirm, progress."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.members.desk import AuditedAdmin, colleague
from portal.vault.receiving import had_no_room
from providers.models import ProviderFile
from providers.uploads import FileNotReady, confirm_file, dismiss_file, upload_file

LARGEST = 2 * 1024**3


class UploadForm(forms.Form):
    """A file, and whose list it is."""

    file = forms.FileField(label=_("file"), help_text=_("CSV or FHIR, one line for each provider, UTF-8."))
    source = forms.CharField(
        label=_("source"),
        max_length=40,
        initial="network",
        validators=[RegexValidator(r"^[a-z0-9-]+\Z", _("Small letters, digits and hyphens."))],
        help_text=_("Whose list it is, such as: network"),
    )
    is_complete = forms.BooleanField(
        label=_("This is the complete list"),
        required=False,
        help_text=_("Providers of this source that are not in the file are closed as of today."),
    )

    def clean_file(self) -> Any:
        """Raises ValidationError for a file that is too large for the browser's way."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("Files above 2 GB are taken in by the command import_providers."))
        return upload


@admin.register(ProviderFile)
class ProviderFileAdmin(AuditedAdmin):
    """Files on their way into the list. Nothing is written by hand."""

    list_display = ["source", "created_at", "state", "progress", "by"]
    list_filter = ["state"]
    list_select_related = ["by"]

    def get_urls(self) -> list[Any]:
        """With the answers to a report."""
        answer = self.admin_site.admin_view(self.answer)
        mine = [
            path(f"<uuid:file_id>/{says}/", answer, {"says": says}, f"providers_file_{says}")
            for says in ("confirm", "dismiss")
        ]
        return [*mine, *super().get_urls()]

    @admin.display(description=_("progress"))
    def progress(self, kept: ProviderFile) -> str:
        """How far it was read, or taken over."""
        if kept.state == ProviderFile.State.READING:
            return f"{100 * kept.at_byte // max(1, kept.size)} %"
        if kept.state == ProviderFile.State.STORING:
            return f"{min(100, 100 * kept.stored_to // max(1, kept.at_line))} %"
        return ""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Upload a file; it is read by the work list."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and had_no_room(request):
            form.add_error(None, _("There is no room for the file at the moment."))
        elif request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            kept = upload_file(
                upload=told["file"],
                source=told["source"],
                is_complete=told["is_complete"],
                by=colleague(request),
                now=timezone.now(),
            )
            return redirect("admin:providers_providerfile_change", kept.pk)
        context = self._context(request, _("Take in a file of providers")) | {"form": form}
        return render(request, "admin/providers/providerfile/upload.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The report, and how far it is."""
        kept = self.get_object(request, object_id)
        if kept is None or not self.has_view_permission(request, kept):
            raise PermissionDenied
        context = self._context(request, str(kept)) | {
            "kept": kept,
            "report": kept.report,
            "progress": self.progress(kept),
            "may_answer": kept.state == ProviderFile.State.READ and self.has_change_permission(request, kept),
        }
        return render(request, "admin/providers/providerfile/report.html", context)

    def answer(self, request: HttpRequest, file_id: UUID, says: str) -> HttpResponse:
        """Confirm or throw away."""
        if request.method != "POST" or not self.has_change_permission(request):
            raise PermissionDenied
        act = confirm_file if says == "confirm" else dismiss_file
        try:
            act(file_id=file_id, by=colleague(request), now=timezone.now())
        except FileNotReady as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:providers_providerfile_change", file_id)

    def _context(self, request: HttpRequest, title: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
