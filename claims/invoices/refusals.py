"""What cannot be done with a provider's invoice, by name; each with a sentence for whoever asked."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class InvoiceRefused(Exception):
    """Something that cannot be done now; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class AddressGone(InvoiceRefused):
    """Expired, used already, or never made: whoever holds the address learns the same."""

    def __init__(self) -> None:
        super().__init__(_("This address is no longer open. Begin again with the code on the guarantee, or call us."))


class ChangedSince(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("The invoice was changed in another window. Please check once more what stands below."))


class NotWhole(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("Something is missing or has to be checked. Please go back to what you entered."))


class DocumentMissing(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("Add the invoice itself, as a photo or PDF."), "documents")


class OtherPatient(InvoiceRefused):
    """Says nothing about whose guarantee it is."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Name and date of birth do not go with this guarantee. Please compare them and the number with the "
                "document, or call us: nothing of what you entered is lost."
            ),
            "patient_name",
        )


class TooManyDocuments(InvoiceRefused):
    def __init__(self, most: int) -> None:
        super().__init__(_("An invoice takes at most %(most)s documents.") % {"most": most}, "documents")


class MayNotTake(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("Your role does not handle invoices of providers."))


class OwnFamily(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("This is about your own family. Somebody else has to do it."))


class NotWaiting(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("A colleague was first: this invoice does not wait any more."))


class CareUnnamed(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("Choose the kind of care for every line first."))


class NobodyToPay(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("Name the provider of our list whom we pay."), "provider")


class WordsMissing(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("Write why: the provider must read it."), "words")


class NothingIssued(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("No guarantee with this number was issued."), "guarantee")


class NoAddressOfProvider(InvoiceRefused):
    def __init__(self) -> None:
        super().__init__(_("We have no e-mail address of this provider that can be used."))
