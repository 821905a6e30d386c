"""What cannot be done with an enquiry, by name; each with a sentence for whoever asked."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class EnquiryRefused(Exception):
    """Something that cannot be done now; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class AlreadySent(EnquiryRefused):
    def __init__(self) -> None:
        super().__init__(_("This message was already sent, so it can no longer be changed."))


class NothingWritten(EnquiryRefused):
    def __init__(self) -> None:
        super().__init__(_("Write at least a sentence, so that we know what you need."), "words")


class TooManyDocuments(EnquiryRefused):
    def __init__(self, most: int) -> None:
        words = ngettext(
            "A message takes at most %(most)s document. Send the others with a second message.",
            "A message takes at most %(most)s documents. Send the others with a second message.",
            most,
        )
        super().__init__(words % {"most": most})


class TooManyWait(EnquiryRefused):
    def __init__(self) -> None:
        super().__init__(_("Many of your messages wait for our answer. Please write the rest into one of them."))


class PastWindow(EnquiryRefused):
    def __init__(self) -> None:
        super().__init__(_("That time has passed, or is about to. Choose a later one."), "window")


class NotWaiting(EnquiryRefused):
    def __init__(self) -> None:
        super().__init__(_("This conversation is closed or joined with another. Open it again first."))


class SenderNotConfirmed(EnquiryRefused):
    def __init__(self) -> None:
        super().__init__(_("Nobody knows yet who wrote this. Find out whose it is before anything is answered."))


class NotAMember(EnquiryRefused):
    def __init__(self) -> None:
        super().__init__(_("There is no member with this number who has an account."), "reference")


class NotOurs(EnquiryRefused):
    """Two conversations of two people are never joined."""

    def __init__(self) -> None:
        super().__init__(_("There is no other open conversation of this member with that number."), "number")


class NotThatCheck(EnquiryRefused):
    def __init__(self) -> None:
        super().__init__(_("There is no passed identity check of this member within the last half hour."), "checked")
