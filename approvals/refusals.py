"""What cannot be done with a request, by name; each with a sentence for whoever asked."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.look.words import long_date


class RequestRefused(Exception):
    """Something that cannot be done now; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class AlreadySent(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("This request was already sent, so it cannot be changed. Write us a message instead."))


class ChangedSince(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("Your request was changed in another window. Please check once more what stands below."))


class Ended(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("This request is closed. Send a new one if you need something else."))


class PastDay(RequestRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This day has passed. For care that was given already, send a claim. If it was an emergency, "
                "say so below: then we can still help with the hospital."
            ),
            "from_on",
        )


class EndsBeforeItStarts(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("The last day is before the first."), "until_on")


class NotInsured(RequestRefused):
    """Nobody is covered on the first day; `until` is the last day of the cover that was, if there was one."""

    def __init__(self, name: str, until: date | None) -> None:
        words = _("%(name)s is not insured with us on this day, so we cannot promise anything. Please check it.")
        ended = _("The insurance of %(name)s ends on %(day)s, so we can promise nothing for this day.")
        facts = {"name": name, "day": long_date(until)} if until else {"name": name}
        super().__init__((ended if until else words) % facts, "from_on")


class WhereMissing(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("Say where the care is to be given, and when."))


class MedicalMissing(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("Say what the diagnosis is and what is planned."))


class UnknownBenefit(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("The plan of this family does not know this kind of care."), "benefit")


class TooManyDocuments(RequestRefused):
    def __init__(self, most: int) -> None:
        super().__init__(_("A request takes at most %(most)s documents.") % {"most": most}, "documents")


class Unsaid(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("Write at least a sentence."), "words")


class NotWaiting(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("This request does not wait for that any more."))


class WaitsAlready(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("This request waits for somebody already. Let it go on first."))


class OwnFamily(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("This request is of your own family. Somebody else has to answer it."))


class ReasonsMissing(RequestRefused):
    def __init__(self) -> None:
        super().__init__(_("Write the reasons: the member must read why."), "words")


class PapersMissing(RequestRefused):
    """A document that the plan asks for before such care is not there."""

    def __init__(self, papers: str) -> None:
        super().__init__(_("Please add what the plan asks for before this care: %(papers)s.") % {"papers": papers})
