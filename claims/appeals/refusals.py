"""What cannot be done with an appeal, by name; each with a sentence for whoever asked."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.appeals.models import Appeal
from claims.models import Settlement


class AppealRefused(Exception):
    """Something that cannot be done now; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class NothingToDispute(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("There is nothing to dispute here: you bear no part of it."))


class NoAppeals(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("This plan knows no appeals. Please write to us."))


class Replaced(AppealRefused):
    """The settlement was replaced; `living` is the one that counts now, if there is one."""

    def __init__(self, living: Settlement | None) -> None:
        super().__init__(
            _("This decision was replaced by a newer one, so there is nothing to change in it. The newer one counts.")
        )
        self.living = living


class AlreadyAppealed(AppealRefused):
    """The same step was disputed before; `first` is that appeal."""

    def __init__(self, first: Appeal) -> None:
        super().__init__(_("You have disputed this already. Here is your appeal."))
        self.first = first


class AlreadySent(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("This appeal was already sent, so it can no longer be changed."))


class ChangedSince(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("Your appeal was changed in another window. Please check once more what stands below."))


class LateReasonMissing(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("The last day has passed. Tell us why it comes late; a person decides on it."), "late_words")


class TooManyDocuments(AppealRefused):
    def __init__(self, most: int) -> None:
        super().__init__(_("An appeal takes at most %(most)s documents.") % {"most": most}, "documents")


class MayNotDecide(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("Your role does not decide appeals."))


class SameEyes(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("You took part in the decision that is disputed. Somebody else has to decide this appeal."))


class OwnFamily(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("This appeal is of your own family. Somebody else has to decide it."))


class NotWaiting(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("This appeal does not wait for that any more."))


class ReasonsMissing(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("Write the reasons: the member must read why it was refused."), "reasons")


class ExtendedBefore(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("This appeal was extended once. It cannot be extended again."))


class WrongDay(AppealRefused):
    def __init__(self, most: Any) -> None:
        super().__init__(_("Choose a day after the present one, at the latest %(day)s.") % {"day": most}, "due_on")


class NoChange(AppealRefused):
    def __init__(self) -> None:
        super().__init__(
            _("No fact is corrected yet, so the result is the same. Correct what was wrong, or uphold it.")
        )


class ChangedMeanwhile(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("The result has changed since you saw it. Please look at it once more."))


class NotDecidable(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("With these facts the engine cannot decide every expense. Give it what it lacks first."))


class WorseForHer(AppealRefused):
    def __init__(self) -> None:
        super().__init__(
            _("With these facts the plan would pay less than before. An appeal never takes anything away.")
        )


class SecondPersonNeeded(AppealRefused):
    def __init__(self) -> None:
        super().__init__(_("You have signed already. This amount needs the signature of a second person."))


class NoReview(AppealRefused):
    """An external review that is not open; the message says why."""


class NotYet(AppealRefused):
    """A step of the external review out of its order; the message says what comes first."""
