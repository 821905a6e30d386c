"""The columns of a file of providers, in their order (docs/provider-files.md)."""

HEADER = (
    "reference",
    "kind",
    "name",
    "works_at",
    "organisation",
    "country",
    "city",
    "address",
    "postcode",
    "latitude",
    "longitude",
    "phone",
    "email",
    "website",
    "specialities",
    "languages",
    "opening",
    "wheelchair",
    "new_patients",
    "confirmed_on",
    "agreement_from",
    "agreement_until",
    "direct_payment",
    "discount",
    "accepts_price_levels",
    "guarantee_contact",
)
NEEDED = ("reference", "kind", "name", "country", "city")
# In the column `kind`: somebody who works at the provider whose reference stands in `works_at`.
PRACTITIONER = "practitioner"
EMPTY = dict.fromkeys(HEADER, "")
