"""What cannot be done with a guarantee, by name; each with a sentence for whoever asked."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.look.words import long_date


class GuaranteeRefused(Exception):
    """Something that cannot be done now; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class MayNotIssue(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("Your role does not issue guarantees of payment."))


class OwnFamily(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("This is about your own family. Somebody else has to decide it."))


class RequestEnded(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("This request was withdrawn or closed, so nothing can be issued for it."))


class DecidedMeanwhile(GuaranteeRefused):
    """A colleague was first; `by` is her name."""

    def __init__(self, by: str) -> None:
        super().__init__(
            _("%(name)s decided this request while you were looking at it. Nothing of yours was issued.") % {"name": by}
        )


class ChangedMeanwhile(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "What the plan would pay has changed since you saw it: something else was settled, reserved or loaded. "
                "Below is what it would pay now. Please look at it once more."
            )
        )


class NoLines(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("Write at least one line of planned care with its price."))


class NotInsured(GuaranteeRefused):
    def __init__(self, name: str, on: date, until_on: date | None) -> None:
        words = {"name": name, "day": long_date(on), "last": long_date(until_on) if until_on else ""}
        told = _("%(name)s is not insured on %(day)s, so nothing can be guaranteed for that day.") % words
        if until_on:
            told = _("%(name)s is insured until %(last)s, so nothing can be guaranteed for %(day)s.") % words
        super().__init__(told)


class FigureMissing(GuaranteeRefused):
    def __init__(self, told: str) -> None:
        super().__init__(_("This cannot be decided yet. %(missing)s") % {"missing": told})


class RoomRateMissing(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(
            _("A stay in hospital needs the rate of a semi-private room for one night. Ask the provider for it.")
        )


class ApprovalMissing(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(
            _("This care needs prior approval first. The medical consultant has to decide, unless it is an emergency.")
        )


class NothingToGuarantee(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("The plan would pay nothing of this. Refuse it with the reasons instead."))


class WrongValidity(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("The guarantee must be valid on every day of the planned care."), "valid_until")


class ReasonsMissing(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("Write the reasons: the member must read them."), "reasons")


class HoldsAlready(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("A guarantee holds for this request. Change it or revoke it."))


class NotHolding(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("This guarantee does not hold any more."))


class NothingToSign(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("This guarantee does not wait for a signature."))


class SecondPersonNeeded(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("You have signed already. This amount needs the signature of a second person."))


class WaitsForSignature(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("A proposal waits for its second signature. Sign it or take it back first."))


class WrongCode(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("This code is not right. It stands on the document, under the amounts."), "code")


class TooManyTries(GuaranteeRefused):
    def __init__(self) -> None:
        super().__init__(_("Too many tries. Please wait a quarter of an hour and try again."), "code")


class WrongDay(GuaranteeRefused):
    def __init__(self, message: Any) -> None:
        super().__init__(message, "on")
