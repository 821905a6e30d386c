"""Forms around documents: files chosen, and what a script says of a file it will send in parts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.look.fields import FilesField, FilesInput
from portal.look.plain import Plain


class DocumentsField(FilesField):
    """Several files at once; what is inside each is judged when it is taken in, not here."""

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile]:
        if isinstance(data, list | tuple) and len(data) > settings.DOCUMENTS_MAX:
            raise forms.ValidationError(
                _("Choose at most %(most)s files at once.") % {"most": settings.DOCUMENTS_MAX}, code="too_many"
            )
        return super().clean(data, initial)


class DocumentsForm(Plain):
    """Documents chosen; a room says with `chosen` which."""

    chosen: Any = _("Photos or PDFs")
    documents = DocumentsField(
        # With this list a phone offers its camera beside its files.
        widget=FilesInput(attrs={"accept": "image/jpeg,image/png,image/heic,image/heif,application/pdf"}),
        label="",
        allow_empty_file=True,  # the vault refuses it with the file's name
        error_messages={"required": _("Choose at least one file.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].label = self.chosen
        # Here and not above: a lazy text that is filled in at import would stay English.
        hint = _("PDF, JPEG, PNG or HEIC, up to %(mb)s MB each. You can choose several at once.")
        self.fields["documents"].help_text = hint % {"mb": settings.DOCUMENT_MAX_BYTES // 1024 // 1024}


class PartsForm(forms.Form):
    """A file announced. Its name is cleaned by the vault, whatever it holds; its size and content are checked later."""

    client_key = forms.RegexField(r"^[0-9a-f-]{8,64}$")
    fingerprint = forms.RegexField(r"^[0-9a-f-]{8,64}$")
    name = forms.Field(required=False)
    size = forms.IntegerField(min_value=0, max_value=10**12)

    def clean_name(self) -> str:
        """At most a line of it."""
        return str(self.cleaned_data["name"] or "")[:1000]
