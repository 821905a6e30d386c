"""“Dispute this step” beside a settlement, its lines and its cuts; or how far an appeal about it is."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.appeals.deadlines import appeal_by, rules_of
from claims.appeals.models import Appeal
from claims.disputes import About, Dispute, provides
from claims.models import Settlement, SettlementLine
from portal.benefits.reasons import Bearer
from portal.look.words import long_date


@provides
def appeal_links(settlement: Settlement, today: date) -> Iterator[tuple[About, Dispute]]:
    """At most six queries, however many lines."""
    if rules_of(settlement.claim.family) is None:
        return
    sent = {
        (one.line_id, one.cut): one for one in Appeal.objects.sent().filter(settlement=settlement).order_by("sent_at")
    }
    last_day = None if settlement.superseded_at else appeal_by(settlement)
    note = _note(last_day, today)
    for line_id, cut, bears in _parts(settlement):
        if appeal := sent.get((line_id, cut)):
            words = _("Your appeal: %(state)s") % {"state": appeal.get_state_display()}
            yield (line_id, cut), Dispute(reverse("appeals:appeal", args=[appeal.pk]), words)
        elif bears and not settlement.superseded_at:
            page = reverse("appeals:new", args=[part for part in (settlement.pk, line_id, cut) if part])
            yield (line_id, cut), Dispute(page, _words(line_id, cut), note)


def _words(line_id: UUID | None, cut: int | None) -> str:
    if line_id is None:
        return _("Dispute this settlement")
    return _("Dispute this expense") if cut is None else _("Dispute this step")


def _note(last_day: date | None, today: date) -> str:
    if last_day is None:
        return ""
    if today > last_day:
        return _("The last day was %(day)s. You can still send it and say why it is late.") % {
            "day": long_date(last_day)
        }
    return _("Until %(day)s") % {"day": long_date(last_day)}


def _parts(settlement: Settlement) -> Iterator[tuple[UUID | None, int | None, bool]]:
    """The whole, each line, and each cut, with whether the member bears something of it."""
    yield None, None, bool(settlement.member_share)
    lines: list[SettlementLine] = list(settlement.lines.prefetch_related("adjustments"))
    for line in lines:
        yield line.pk, None, bool(line.member_share)
        for cut in line.adjustments.all():
            yield line.pk, cut.position, cut.borne_by == Bearer.MEMBER.value
