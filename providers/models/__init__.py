"""Who gives care, what was agreed with them, how they are found, and the files they come from."""

from providers.models.agreement import Agreement
from providers.models.file import IncomingLine, IncomingName, ProviderFile
from providers.models.listing import City, Gram, Listing, ListingState, Place, Word
from providers.models.price import UsualPrice
from providers.models.provider import Organisation, Practitioner, Provider
from providers.models.report import ReachReport
from providers.models.request import ProviderRequest
from providers.models.word_change import WordChange

__all__ = [
    "Agreement",
    "City",
    "Gram",
    "IncomingLine",
    "IncomingName",
    "Listing",
    "ListingState",
    "Organisation",
    "Place",
    "Practitioner",
    "Provider",
    "ProviderFile",
    "ProviderRequest",
    "ReachReport",
    "UsualPrice",
    "Word",
    "WordChange",
]
