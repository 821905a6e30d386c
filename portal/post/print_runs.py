"""Print runs: letters that wait are printed together as one PDF, posted, and written down as posted, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from portal.post import letters
from portal.post.envelopes import in_address_order
from portal.post.models import Dispatch, PrintRun
from portal.post.papers import store
from portal.post.printed_run import bound
from portal.post.signals import acted
from portal.work.jobs import enqueue

JOB_KIND = "post.print_run"
PAPER_KIND = "print-run"
MOST_LETTERS = 500  # of one run: what a worker binds in seconds, and a person carries


class PrintRunRefused(Exception):
    """What keeps a run from being made or closed; `message` is for the member of staff."""

    message = _("This print run cannot be changed.")


class NothingToPrint(PrintRunRefused):
    """No letter waits, or a colleague just took them all."""

    message = _("No letter is waiting. A colleague may just have made the print run.")


class NotPrintedYet(PrintRunRefused):
    """The PDF is still being made."""

    message = _("The PDF of this print run is still being made. Wait a moment and try again.")


class AlreadyPosted(PrintRunRefused):
    """Somebody said so before."""

    message = _("This print run has already been marked as posted.")


@transaction.atomic
def prepare_print_run(*, by: Any, now: datetime) -> PrintRun:
    """Take the letters that wait longest into a run and have its PDF made; `by` is a user. Raises NothingToPrint."""
    waiting = Dispatch.objects.to_print().exclude(attachments=None).order_by("created_at", "id")
    ids = list(waiting.values_list("pk", flat=True).distinct()[:MOST_LETTERS])
    # Locked only now: PostgreSQL locks no rows of a DISTINCT. Who comes second finds them taken.
    locked = Dispatch.objects.to_print().select_for_update().filter(pk__in=ids)
    taken = [letter.pk for letter in locked]
    if not taken:
        raise NothingToPrint
    last = PrintRun.objects.aggregate(last=Max("number"))["last"] or 0
    run = PrintRun.objects.create(number=last + 1, prepared_at=now, prepared_by=by)
    Dispatch.objects.filter(pk__in=taken).update(print_run=run)
    enqueue(kind=JOB_KIND, key=run.pk, now=now)
    acted.send(PrintRun, act="print_run.prepared", by=by, about=run, now=now, letters=len(taken))
    return run


def print_run(*, run_id: UUID, now: datetime) -> None:
    """Make the PDF of a run; a run that is gone or has it is a normal end. Safe to run twice."""
    run = PrintRun.objects.filter(pk=run_id, paper=None).first()
    if run is None:
        return
    ordered = in_address_order(run.letters.prefetch_related("attachments"))
    content = bound(number=run.number, letters=ordered, on=now.date())
    with transaction.atomic():
        run = PrintRun.objects.select_for_update().get(pk=run_id)
        if run.paper is None:
            title = f"{PAPER_KIND} {run.number}"
            run.paper = store(kind=PAPER_KIND, title=title, language="en", content=content, now=now)
            run.save(update_fields=["paper"])


@transaction.atomic
def mark_posted(*, run: PrintRun, by: Any, now: datetime) -> int:
    """Write down that the letters of a run were posted; their number. Raises NotPrintedYet, AlreadyPosted."""
    run = PrintRun.objects.select_for_update().get(pk=run.pk)
    if run.posted_at:
        raise AlreadyPosted
    if run.paper is None:
        raise NotPrintedYet
    run.posted_at, run.posted_by = now, by
    run.save(update_fields=["posted_at", "posted_by"])
    posted = letters.mark_posted(letters=run.letters.all(), now=now, proof=f"posted with print run {run.number}")
    acted.send(PrintRun, act="print_run.posted", by=by, about=run, now=now, letters=posted)
    return posted


@transaction.atomic
def leave_out(*, letter: Dispatch, by: Any, now: datetime) -> None:
    """Take a letter out of a run that was not posted (spoilt, torn): it waits for the next. Raises AlreadyPosted."""
    run = PrintRun.objects.select_for_update().get(letters=letter.pk)
    if run.posted_at:
        raise AlreadyPosted
    Dispatch.objects.filter(pk=letter.pk).update(print_run=None)
    acted.send(PrintRun, act="print_run.letter_left_out", by=by, about=run, now=now, letter=str(letter.pk))
