"""The desk's way for a file of providers: uploaded, read and judged by the work list, confirmed, taken over."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files import File
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.members import audit
from portal.members.models import User
from portal.vault.tables import UnreadableFile
from portal.work.jobs import Later, enqueue
from providers.dialect import dialect
from providers.file_lines import Lines
from providers.files import FileReport, forget_lines, stage
from providers.judging_files import judge
from providers.listings import settle
from providers.models import IncomingLine, IncomingName, ProviderFile
from providers.storing_files import close_gone, store, store_late_workers

READ_JOB, STORE_JOB = "providers.read_file", "providers.store_file"
# A job stays well within its lease: what is left is done by the next one.
SECONDS = 20
SLICE = 10_000


class FileNotReady(Exception):
    """Not in the state that this needs; the message says so."""


def upload_file(*, upload: File, source: str, is_complete: bool, by: User, now: datetime) -> ProviderFile:
    """Keep a file and have it read."""
    with transaction.atomic():
        kept = ProviderFile(
            source=source, is_complete=is_complete, size=upload.size or 0, by=by, created_at=now, file=upload
        )
        kept.save()
        audit.record(act="providerfile.added", by=by, about=kept, now=now, bytes=kept.size)
        enqueue(kind=READ_JOB, key=kept.pk, now=now)
    return kept


def confirm_file(*, file_id: UUID, by: User, now: datetime) -> None:
    """Have it taken over. Raises FileNotReady."""
    try:
        with transaction.atomic():
            told = {"state": ProviderFile.State.STORING, "confirmed_by": by, "stored_to": 0}
            if not ProviderFile.objects.filter(pk=file_id, state=ProviderFile.State.READ).update(**told):
                raise FileNotReady(_("This file does not wait for a confirmation any more."))
            audit.record(act="providerfile.confirmed", by=by, about=ProviderFile.objects.get(pk=file_id), now=now)
            enqueue(kind=STORE_JOB, key=file_id, now=now)
    except IntegrityError as error:
        raise FileNotReady(
            _("Another file of this source is being taken over. Please wait until it is done.")
        ) from error


def dismiss_file(*, file_id: UUID, by: User, now: datetime) -> None:
    """Throw it away; nothing of the list changes. Raises FileNotReady."""
    with transaction.atomic():
        told = {"state": ProviderFile.State.DISMISSED, "finished_at": now}
        if not ProviderFile.objects.filter(pk=file_id, state=ProviderFile.State.READ).update(**told):
            raise FileNotReady(_("This file does not wait for a confirmation any more."))
        forget_lines(file_id)
        audit.record(act="providerfile.dismissed", by=by, about=ProviderFile.objects.get(pk=file_id), now=now)


def read_file(*, key: UUID, now: datetime) -> None:
    """Read as far as the time allows; at the end, judge. Raises Later while there is more."""
    kept = ProviderFile.objects.filter(pk=key, state=ProviderFile.State.READING).first()
    if kept is None:
        return
    try:
        with transaction.atomic():
            is_whole = _read_on(kept, _until(SECONDS))
            if is_whole:
                report = _report(kept)
                report.changes = judge(kept.pk, kept.source, report.refuse)
                kept.report, kept.state = report.told(), ProviderFile.State.READ
            kept.save()
    except UnreadableFile as problem:
        with transaction.atomic():
            forget_lines(key)
            told = {"state": ProviderFile.State.REFUSED, "problem": str(problem)[:300], "finished_at": now}
            ProviderFile.objects.filter(pk=key).update(**told)
        return
    if not is_whole:
        raise Later(1)


def store_file(*, key: UUID, now: datetime) -> None:
    """Take over slice after slice, each in its own transaction. Raises Later while there is more."""
    kept = ProviderFile.objects.filter(pk=key, state=ProviderFile.State.STORING).first()
    if kept is None:
        return
    on, is_over = timezone.localdate(now), _until(SECONDS)
    if kept.stored_to == 0:
        # The list may have changed since the file was judged.
        with transaction.atomic():
            report = _report(kept)
            report.changes = judge(kept.pk, kept.source, report.refuse)
            kept.report = report.told()
            kept.save()
    last = IncomingLine.objects.filter(file=key).aggregate(last=Max("line"))["last"] or 0
    while kept.stored_to < last:
        with transaction.atomic():
            store(key, kept.source, first=kept.stored_to + 1, last=kept.stored_to + SLICE, on=on)
            kept.stored_to += SLICE
            kept.save(update_fields=["stored_to"])
        if is_over() and kept.stored_to < last:
            raise Later(1)
    _finish(kept, now)


def _finish(kept: ProviderFile, now: datetime) -> None:
    with transaction.atomic():
        store_late_workers(kept.pk, kept.source, on=timezone.localdate(now))
        if kept.is_complete:
            close_gone(kept.pk, kept.source, on=timezone.localdate(now))
        told = {name: kept.report[name] for name in ("added", "changed", "gone", "same", "refused")}
        audit.record(act="providers.imported", by=kept.confirmed_by, about=kept, now=now, **told)
        forget_lines(kept.pk)
        ProviderFile.objects.filter(pk=kept.pk).update(state=ProviderFile.State.DONE, finished_at=now)
        with connection.cursor() as cursor:
            settle(cursor)


def _read_on(kept: ProviderFile, is_over: Callable[[], bool]) -> bool:
    """Whether the end was reached."""
    report = _report(kept)
    with kept.file.open("rb") as file:
        lines = Lines(cast(BinaryIO, file), at_byte=kept.at_byte, at_line=kept.at_line, until=is_over)
        if kept.at_byte and lines.is_fhir:
            names = IncomingName.objects.filter(file=kept).order_by("pk")
            lines.resources.remember(names.values_list("address", "name", "languages").iterator())
        stage(kept.pk, lines, report)
        with connection.cursor() as cursor:
            columns, whose = ("file_id", "address", "name", "languages"), dialect().uuid(kept.pk)
            rows = ((whose, *one) for one in lines.resources.fresh)
            dialect().write(cursor, IncomingName._meta.db_table, columns, rows)
        kept.at_byte, kept.at_line = lines.at_byte, lines.at_line
    kept.report = report.told()
    return kept.at_byte >= kept.size


def _report(kept: ProviderFile) -> FileReport:
    known = kept.report
    reasons = [(line, reason) for line, reason in known.get("reasons", [])]
    return FileReport(known.get("lines", 0), known.get("refused", 0), reasons)


def _until(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
