"""Why a document was not taken, in the member's words. Each sentence says what to do next."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "empty": _("This file is empty. Choose the file again."),
    "too_large": _(
        "This file is larger than {megabytes} MB. Scan it with a lower resolution, or send the pages as several files."
    ),
    "kind": _("This is not a PDF or a photo. You can send PDF, JPEG, PNG and HEIC files."),
    "mixed": _("This file is two kinds of file in one. Print it to a new PDF, or take a photo of the document."),
    "virus": _("Our virus scanner found something harmful in this file. Take a photo of the document and send that."),
    "damaged": _(
        "We cannot open this file: it is damaged or part of it is missing. Save or scan it again, then send it."
    ),
    "encrypted": _(
        "This PDF is protected with a password. Print it to a new PDF without protection, or take a photo of it."
    ),
    "no_pages": _("This PDF has no pages. Check that it is the right file."),
    "too_many_pages": _(
        "This PDF has more than {pages} pages. Send only the pages about this claim, or several files."
    ),
    "script": _("This PDF contains a program (script). Print it to a new PDF, or take a photo of the document."),
    "attachment": _("This PDF has other files inside. Print it to a new PDF, and send the other files one by one."),
    "live_form": _(
        "This PDF is a form that changes while it is filled in. Print it to a new PDF, or take a photo of it."
    ),
    "media": _("This PDF contains sound, video or 3D models. Print it to a new PDF, or take a photo of the document."),
    "too_complex": _("This file is too complex for us to open safely. Print it to a new PDF, or take a photo of it."),
    "too_many_pixels": _("This picture is too large. Take it again with fewer than {megapixels} megapixels."),
    "storage_full": _("We have no room for files at this moment. What you sent before is safe. Try again in an hour."),
}


class Refused(ValueError):
    """A document that is not taken. `code` is a key of SENTENCES, `message` the lazy sentence for the member."""

    def __init__(self, code: str, **figures: int) -> None:
        super().__init__(code)
        self.code = code
        self.message: Any = format_lazy(SENTENCES[code], **figures) if figures else SENTENCES[code]
