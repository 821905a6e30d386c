"""The pages of a draft's documents: the plain form, and files that arrive in parts (answers in JSON)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ClassVar, Generic
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.attachments import arriving
from portal.attachments.custody import Custody, D
from portal.attachments.forms import DocumentsForm
from portal.members.access import MemberRequest, member_required
from portal.members.models import User
from portal.members.unsent import keeps_unsent
from portal.vault import parts
from portal.vault.models import PartialUpload
from portal.vault.names import clean_name
from portal.vault.receiving import had_no_room
from portal.vault.uploads import Refused

View = Callable[..., HttpResponseBase]


def take_documents(
    *,
    request: Any,
    form: DocumentsForm,
    add: Callable[[UploadedFile, Any, datetime], object],
    refused: type[Exception],
    now: datetime,
    sent: type[Exception] | tuple[()] = (),
) -> tuple[int, bool]:
    """Take in each file for itself, so that a refused one does not cost the others; errors land on the form.

    Returns how many were taken, and whether there was no room for one. `refused` is the room's, such as too many;
    `sent` is one of them that ends it all, and is raised again.
    """
    if had_no_room(request):
        form.errors.clear()  # the file that found no room looks like none chosen
        form.add_error("documents", Refused("storage_full").message)
        return 0, True
    taken, refusals = 0, []
    for upload in form.cleaned_data["documents"] if form.is_valid() else ():
        try:
            add(upload, request.user, now)
            taken += 1
        except Refused as refusal:
            refusals.append(refusal.code)
            why = {"name": clean_name(upload.name), "why": refusal.message}
            form.add_error("documents", _("%(name)s: %(why)s") % why)
        except sent:
            raise
        except refused as refusal:
            form.add_error("documents", getattr(refusal, "message", str(refusal)))
            break
    if taken:
        kept = ngettext("%(count)s document is safely here.", "%(count)s documents are safely here.", taken)
        messages.success(request, kept % {"count": taken})
    return taken, "storage_full" in refusals


@dataclass(frozen=True)
class DocumentPages(Generic[D]):
    """The pages of one room. `space` is its namespace, `key` the parent's id in its addresses (`name_id` unless said).

    `load` gives the parent through the signed-in member or raises Http404; `is_open` says whether it takes documents,
    and `leave` is the page to go to when it does not. `sent` is what `custody` raises then, `refused` any refusal of
    the room. The template gets the parent as `name` beside `form`, `documents` and `unfinished`, and `more` adds to it.
    """

    custody: Custody[D]
    space: str
    name: str
    load: Callable[[MemberRequest, UUID], Any]
    is_open: Callable[[Any], bool]
    leave: str
    sent: type[Exception]
    refused: type[Exception]
    template: str
    form: type[DocumentsForm] = DocumentsForm
    key: str = ""
    more: Callable[[MemberRequest, Any], dict[str, Any]] = lambda request, parent: {}
    signs_in: ClassVar[bool] = True

    @property
    def _key(self) -> str:
        return self.key or f"{self.name}_id"

    def patterns(self, before: str) -> list[URLPattern]:
        """All addresses, beginning with `before`, which holds the parent's id."""
        part = f"{before}parts/<uuid:upload_id>/"
        return [
            path(before, self._page(self._documents), name="documents"),
            path(f"{before}parts/", self._in_parts(self._begin), name="begin_parts"),
            path(part, self._in_parts(self._add_part), name="add_part"),
            path(f"{part}finish/", self._in_parts(self._finish), name="finish_parts"),
            path(f"{part}drop/", self._in_parts(self._drop), name="drop_parts"),
            path(f"{before}<uuid:document_id>/remove/", self._page(self._remove), name="remove_document"),
        ]

    def guard(self, view: View) -> View:
        """Who is let in: members; a room whose senders have no account says otherwise."""
        return member_required(view)

    def by(self, request: Any) -> User | None:
        """The sender's account, if she has one."""
        user: User = request.user
        return user

    def sender(self, request: Any, parent: Any) -> str:
        """Whose uploads these are."""
        return str(request.user.pk)

    def _to(self, name: str, parent: Any, **ids: Any) -> str:
        return reverse(f"{self.space}:{name}", kwargs={self._key: self.address(parent), **ids})

    def address(self, parent: Any) -> Any:
        """What names the parent in addresses."""
        return parent.pk

    def _page(self, view: View) -> View:
        """A page of an open parent; a closed one leads to its own page."""

        @self.guard
        @wraps(view)
        def wrapped(request: MemberRequest, **ids: Any) -> HttpResponseBase:
            parent = self.load(request, ids.pop(self._key))
            leave = self._to(self.leave, parent)
            if not self.is_open(parent):
                return redirect(leave)
            try:
                return view(request, parent, **ids)
            except self.sent as refusal:  # in another tab, since it was loaded
                messages.warning(request, getattr(refusal, "message", str(refusal)))
                return redirect(leave)
            except self.custody.parents.model.DoesNotExist:  # thrown away in another tab
                raise Http404 from None

        return keeps_unsent(wrapped) if self.signs_in else wrapped

    def _documents(self, request: MemberRequest, parent: Any) -> HttpResponse:
        now, status = timezone.now(), 200
        form = self.form(request.POST, request.FILES) if request.method == "POST" else self.form()
        if request.method == "POST":
            refusals: Any = {"refused": self.refused, "sent": self.sent}
            adding = self.adding(request, parent)
            _taken, full = take_documents(request=request, form=form, add=adding, now=now, **refusals)
            status = arriving.NO_ROOM if full else 200
            if not form.errors:
                return redirect(self._to("documents", parent))
        context = {
            self.name: parent,
            "form": form,
            "documents": self.custody.of(parent),
            "unfinished": parts.unfinished(about=parent.pk, by=self.sender(request, parent), now=now),
            **self.more(request, parent),
        }
        return render(request, self.template, context, status=status)

    def adding(self, request: Any, parent: Any) -> Callable[[UploadedFile, Any, datetime], D]:
        """One file into this parent."""
        who: dict[str, Any] = {"by": self.by(request), "sender": self.sender(request, parent)}
        return lambda upload, _by, now: self.custody.add(parent_id=parent.pk, upload=upload, now=now, **who)

    def _remove(self, request: MemberRequest, parent: Any, document_id: UUID) -> HttpResponse:
        if request.method == "POST":
            document = get_object_or_404(self.custody.of(parent), pk=document_id)
            removed = {"parent_id": parent.pk, "document_id": document.pk, "by": self.by(request)}
            self.custody.remove(**removed, now=timezone.now())
            messages.info(request, _("The document was removed."))
        return redirect(self._to("documents", parent))

    def _in_parts(self, view: View) -> View:
        """Signed in, POST only, the member's own; every refusal is answered in JSON."""
        known = arriving.Refusals(
            self.sent,
            (self.custody.parents.model.DoesNotExist, self.custody.model.DoesNotExist, PartialUpload.DoesNotExist),
            self.refused,
        )

        @require_POST
        @self.guard
        @wraps(view)
        def wrapped(request: MemberRequest, **ids: Any) -> HttpResponseBase:
            parent = self.load(request, ids.pop(self._key))
            leave = self._to(self.leave, parent)
            if not self.is_open(parent):
                return arriving.gone(leave)
            return arriving.answered(lambda: view(request, parent, **ids), known, leave=leave)

        return wrapped

    def _begin(self, request: MemberRequest, parent: Any) -> HttpResponse:
        """Where to send the parts of this file, and from which byte on; or that it is here already."""

        def receipt_of(client_key: str) -> str | None:
            known = self.custody.known(parent, client_key)
            return known.receipt if known else None

        def addresses(upload_id: UUID) -> dict[str, str]:
            part = self._to("add_part", parent, upload_id=upload_id)
            return {"part": part, "finish": self._to("finish_parts", parent, upload_id=upload_id)}

        whose: dict[str, Any] = {"about": parent.pk, "by": self.sender(request, parent)}
        return arriving.begin(request, **whose, receipt_of=receipt_of, addresses=addresses)

    def _add_part(self, request: MemberRequest, parent: Any, upload_id: UUID) -> HttpResponse:
        return arriving.add(request, about=parent.pk, upload_id=upload_id, by=self.sender(request, parent))

    def _finish(self, request: MemberRequest, parent: Any, upload_id: UUID) -> HttpResponse:
        """All has arrived: judge the file and take it in. Asked again, the answer is the same receipt."""
        done = self.custody.of(parent).filter(pk=upload_id).first()
        if done is None:
            upload = parts.of(upload_id, about=parent.pk, by=self.sender(request, parent))
            done = self.custody.finish(parent_id=parent.pk, upload=upload, by=self.by(request), now=timezone.now())
        return JsonResponse({"receipt": done.receipt, "advice": str(done.advice)})

    def _drop(self, request: MemberRequest, parent: Any, upload_id: UUID) -> HttpResponse:
        return arriving.drop(about=parent.pk, upload_id=upload_id, by=self.sender(request, parent))
