"""Who gives care, what was agreed with them, how they are found, and the files they come from."""

from providers.models.agreement import Agreement
from providers.models.file import IncomingLine, ProviderFile
from providers.models.listing import City, Gram, Listing, ListingState, Word
from providers.models.price import UsualPrice
from providers.models.provider import Organisation, Practitioner, Provider
from providers.models.request import ProviderRequest

__all__ = [
    "Agreement",
    "City",
    "Gram",
    "IncomingLine",
    "Listing",
    "ListingState",
    "Organisation",
    "Practitioner",
    "Provider",
    "ProviderFile",
    "ProviderRequest",
    "UsualPrice",
    "Word",
]
