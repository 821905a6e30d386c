"""Documents of a draft, a claim, a request: added whole or in parts, removed. Each room says what its own part is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from portal.attachments.models import Attachment
from portal.members.models import User
from portal.vault import parts
from portal.vault.documents import discard
from portal.vault.models import PartialUpload
from portal.vault.uploads import Refused, take_in

D = TypeVar("D", bound=Attachment)


@dataclass(frozen=True)
class Custody(Generic[D]):
    """How the documents of one kind of parent come and go.

    `parent` is the name of the foreign key in `model`. `may_add` and `may_remove` get the parent and raise the room's
    refusal; `too_many` makes one from the highest number. `added` and `removed` write the audit row, and what else
    belongs to it, in the same transaction. Who has no account is `by` None, and named by `sender`.
    """

    model: type[D]
    parent: str
    may_add: Callable[[Any], None]
    may_remove: Callable[[Any], None]
    too_many: Callable[[int], Exception]
    added: Callable[[D, Any, datetime], None]
    removed: Callable[[D, Any, datetime], None]

    @property
    def parents(self) -> models.QuerySet[Any]:
        """All parents."""
        related: Any = self.model._meta.get_field(self.parent).related_model
        found: models.QuerySet[Any] = related._default_manager.all()
        return found

    def of(self, parent: models.Model) -> models.QuerySet[D]:
        """The documents of a parent with all that is shown of them, in their order."""
        found = self.model._default_manager.filter(**{self.parent: parent})
        return found.select_related("stored").order_by("position")

    def known(self, parent: models.Model, client_key: str) -> D | None:
        """The document that came as this very file before: who chooses it again has it already."""
        return self.of(parent).filter(client_key=client_key).first()

    def add(
        self,
        *,
        parent_id: UUID,
        upload: UploadedFile,
        by: User | None,
        now: datetime,
        sender: str = "",
        document_id: UUID | None = None,
        **facts: Any,
    ) -> D:
        """Store one document. `facts` are more fields of it; a file that came in parts brings its own id.

        The file is read before the transaction: that takes seconds, and on SQLite nobody else could write meanwhile.
        Raises what `may_add` and `too_many` raise, or `portal.vault.uploads.Refused`.
        """
        known = {**facts, **({"id": document_id} if document_id else {})}
        self._place(self.parents.get(pk=parent_id))
        stored = take_in(upload=upload, by=sender or str(by.pk if by else ""), now=now)
        try:
            with transaction.atomic():
                parent = self.locked(parent_id)
                fields = {self.parent: parent, "stored": stored, "position": self._place(parent), **known}
                document = self.model._default_manager.create(**fields)
                self.added(document, by, now)
                return document
        except Exception:
            discard(document=stored, now=now)
            raise

    def locked(self, parent_id: UUID) -> Any:
        """The parent alone, for the transaction: other verbs lock more, and two orders would block each other."""
        return self.parents.select_for_update(of=("self",)).get(pk=parent_id)

    def _place(self, parent: models.Model) -> int:
        """Where the next document stands. Raises what `may_add` and `too_many` raise."""
        self.may_add(parent)
        positions = list(self.of(parent).values_list("position", flat=True))
        if len(positions) >= settings.DOCUMENTS_MAX:
            raise self.too_many(settings.DOCUMENTS_MAX)
        return max(positions, default=0) + 1

    def finish(self, *, parent_id: UUID, upload: PartialUpload, by: User | None, now: datetime) -> D:
        """Take in a file that arrived in parts. The document bears the id of the upload, so a repeat finds it.

        A refused file is forgotten, and has to be sent anew; without room in the vault it stays for another try.
        Raises what `add` raises, and `portal.vault.parts.OutOfStep`.
        """
        whole: dict[str, Any] = {
            "by": by,
            "sender": upload.uploaded_by,
            "now": now,
            "document_id": upload.pk,
            "client_key": upload.client_key,
        }
        try:
            with parts.whole(upload) as file:
                done = self.model._default_manager.filter(pk=upload.pk).first()
                document = done or self.add(parent_id=parent_id, upload=file, **whole)
                parts.forget(upload)
                return document
        except PartialUpload.DoesNotExist:
            return self.model._default_manager.get(pk=upload.pk)  # finished by another request, while this one waited
        except Refused as refusal:
            if refusal.code != "storage_full":
                parts.forget(upload)
            raise

    @transaction.atomic
    def remove(self, *, parent_id: UUID, document_id: UUID, by: User | None, now: datetime) -> None:
        """Take a document out; gone already is a normal end. Raises what `may_remove` raises."""
        parent = self.locked(parent_id)
        self.may_remove(parent)
        document = self.of(parent).filter(pk=document_id).first()
        if document:
            self.removed(document, by, now)
            document.delete()
            discard(document=document.stored, now=now)

    @transaction.atomic
    def remove_all(self, *, parent: Any, now: datetime) -> None:
        """Delete the parent, a draft that is thrown away, with its documents and what was begun of others."""
        stored = [document.stored for document in self.of(parent)]
        parts.forget_all(about=parent.pk)
        parent.delete()
        for document in stored:
            discard(document=document, now=now)
