"""What cannot be done with a cost estimate, by name; each with a sentence for whoever asked."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class EstimateRefused(Exception):
    """Something that cannot be done now; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class LinkGone(EstimateRefused):
    """Expired, revoked, filled in already, or never made: whoever holds the address learns the same."""

    def __init__(self) -> None:
        super().__init__(_("This address is no longer open. Please ask the patient for a new one."))


class ChangedSince(EstimateRefused):
    def __init__(self) -> None:
        super().__init__(_("The estimate was changed in another window. Please check once more what stands below."))


class NotWhole(EstimateRefused):
    def __init__(self) -> None:
        super().__init__(_("Something is missing or has to be checked. Please go back to what you entered."))


class RequestEnded(EstimateRefused):
    def __init__(self) -> None:
        super().__init__(_("This request is closed, so it takes no cost estimate any more."))


class OwnFamily(EstimateRefused):
    def __init__(self) -> None:
        super().__init__(_("This request is of your own family. Somebody else has to do this."))


class TooManyLinks(EstimateRefused):
    def __init__(self, most: int) -> None:
        words = _("There are %(most)s open links already. Revoke one that is not needed any more.")
        super().__init__(words % {"most": most})


class TooManyToday(EstimateRefused):
    def __init__(self, most: int) -> None:
        words = _("At most %(most)s links can be made on one day. Please go on tomorrow, or call us.")
        super().__init__(words % {"most": most})


class AddressMissing(EstimateRefused):
    def __init__(self) -> None:
        super().__init__(_("Enter the e-mail address of the hospital or doctor."), "email")


class UnusableEmail(EstimateRefused):
    def __init__(self) -> None:
        super().__init__(_("This e-mail address cannot be used. Please check it."), "email")


class TooManyDocuments(EstimateRefused):
    def __init__(self, most: int) -> None:
        super().__init__(_("An estimate takes at most %(most)s documents.") % {"most": most}, "documents")
