"""FHIR resources as lines of a file of providers: Organization, Location, Practitioner, PractitionerRole.

A Bundle, or one resource a line (NDJSON). An Organization names who runs places; each Location is a provider at one
place; a Practitioner is known from her own line on, and works where her PractitionerRole says. What FHIR has no field
for (our kinds, agreements) is told by extensions named in docs/provider-files.md.
"""

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from portal.vault.tables import BadLine, UnreadableFile
from providers.columns import EMPTY, PRACTITIONER

Cells = dict[str, str]
RESOURCES = ("Organization", "Location", "Practitioner", "PractitionerRole")
EXTENSION = "urn:member-portal:provider:"
# Columns that an extension of a Location may tell; `value…` of any simple kind.
EXTENDED = (
    "kind",
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
# Names of organisations and practitioners are kept while their places follow; more than these is no list of ours.
MOST_KEPT = 400_000
_CHUNK, LONGEST_ENTRY = 64 * 1024, 256 * 1024
_ENTRIES = re.compile(r'"entry"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


class Resources:
    """Reads resources in their order; those that name others come after them."""

    def __init__(self) -> None:
        self.organisations: dict[str, str] = {}
        self.practitioners: dict[str, tuple[str, str]] = {}
        self.fresh: list[tuple[str, str, str]] = []

    def remember(self, names: Iterable[tuple[str, str, str]]) -> None:
        """What was `fresh` when the file was left: address of the resource, name, languages."""
        for address, name, spoken in names:
            if address.startswith("Organization/"):
                self.organisations[address] = name
            else:
                self.practitioners[address] = (name, spoken)

    def lines(self, resource: Any) -> Iterator[Cells]:
        """The line a resource makes, if it makes one. Raises BadLine."""
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if kind not in RESOURCES:
            raise BadLine(_("must be one of %(kinds)s") % {"kinds": ", ".join(RESOURCES)})
        try:
            yield from getattr(self, f"_{kind.lower()}")(resource)
        except (AttributeError, KeyError, TypeError, IndexError, ValueError) as error:
            raise BadLine(_("%(kind)s: lacks a part, or has one of another shape") % {"kind": kind}) from error

    def _organization(self, resource: dict[str, Any]) -> Iterator[Cells]:
        address, name = f"Organization/{resource['id']}", str(resource["name"])
        self._keep(self.organisations, address, name)
        self.fresh.append((address, name, ""))
        yield from ()

    def _practitioner(self, resource: dict[str, Any]) -> Iterator[Cells]:
        name = resource["name"][0]
        told = name.get("text") or " ".join([*name.get("prefix", []), *name.get("given", []), name["family"]])
        spoken = " ".join(_code(one) for one in resource.get("communication", []))
        address = f"Practitioner/{resource['id']}"
        self._keep(self.practitioners, address, (told, spoken))
        self.fresh.append((address, told, spoken))
        yield from ()

    def _practitionerrole(self, resource: dict[str, Any]) -> Iterator[Cells]:
        who = resource["practitioner"]["reference"]
        if who not in self.practitioners:
            raise BadLine(_("practitioner: no line before it has this id"))
        name, spoken = self.practitioners[who]
        for number, place in enumerate(resource["location"], 1):
            yield EMPTY | {
                "reference": f"{resource['id']}-{number}",
                "kind": PRACTITIONER,
                "name": name,
                "languages": spoken,
                "specialities": " ".join(_code(one) for one in resource.get("specialty", [])),
                "works_at": str(place["reference"]).removeprefix("Location/"),
            }

    def _location(self, resource: dict[str, Any]) -> Iterator[Cells]:
        address, position = resource["address"], resource.get("position", {})
        run_by = resource.get("managingOrganization", {}).get("reference", "")
        if run_by and run_by not in self.organisations:
            raise BadLine(_("managingOrganization: no line before it has this id"))
        reached = {one["system"]: str(one["value"]) for one in resource.get("telecom", [])}
        yield (
            EMPTY
            | _extended(resource)
            | {
                "reference": str(resource["id"]),
                "name": str(resource["name"]),
                "organisation": self.organisations.get(run_by, ""),
                "country": str(address["country"]),
                "city": str(address["city"]),
                "address": ", ".join(map(str, address.get("line", []))),
                "postcode": str(address.get("postalCode", "")),
                "latitude": str(position.get("latitude", "")),
                "longitude": str(position.get("longitude", "")),
                "phone": reached.get("phone", ""),
                "email": reached.get("email", ""),
                "website": reached.get("url", ""),
            }
        )

    def _keep(self, known: dict[str, Any], key: str, value: Any) -> None:
        if len(known) >= MOST_KEPT:
            raise BadLine(_("more organisations or practitioners than one file may name"))
        if not f"{key}{value}".isprintable():
            raise BadLine(_("holds signs that cannot be printed"))
        known[key] = value


def _extended(resource: dict[str, Any]) -> Cells:
    found = {}
    for one in resource.get("extension", []):
        name = str(one["url"]).removeprefix(EXTENSION)
        if one["url"] != name and name in EXTENDED:
            value = next(value for key, value in one.items() if key.startswith("value"))
            found[name] = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return found


def _code(concept: dict[str, Any]) -> str:
    return str(concept["coding"][0]["code"])


class Bundle:
    """The resources of a Bundle with their numbers from 1, read piece by piece, perhaps from where it was left.

    `at_byte` says where the next entry begins, while they are gone through. Raises UnreadableFile.
    """

    def __init__(self, file: BinaryIO, *, at_byte: int = 0, number: int = 0) -> None:
        self.file, self.number, self.text = file, number, ""
        self.is_inside, self.bytes_read = at_byte > 0, at_byte
        self.decoder = getincrementaldecoder("utf-8" if at_byte else "utf-8-sig")()
        file.seek(at_byte)

    @property
    def at_byte(self) -> int:
        """The first byte that no entry was made of yet."""
        return self.bytes_read - len(self.decoder.getstate()[0]) - len(self.text.encode())

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        """To the end of the list of entries."""
        read = json.JSONDecoder().raw_decode
        while True:
            piece = self._read_on()
            while self.is_inside:
                self.text = self.text[_BETWEEN.match(self.text).end() :]  # type: ignore[union-attr]
                if self.text.startswith("]"):
                    return
                try:
                    entry, end = read(self.text)
                except (ValueError, RecursionError):
                    break
                self.number, self.text = self.number + 1, self.text[end:]
                yield self.number, entry.get("resource") if isinstance(entry, dict) else None
            if not piece or len(self.text) > LONGEST_ENTRY:
                raise UnreadableFile(_("Entry %(number)s is not JSON, or too long.") % {"number": self.number + 1})

    def _read_on(self) -> bytes:
        piece = self.file.read(_CHUNK)
        self.bytes_read += len(piece)
        try:
            self.text += self.decoder.decode(piece, not piece)
        except UnicodeDecodeError as error:
            raise UnreadableFile(_("Entry %(number)s is not UTF-8.") % {"number": self.number + 1}) from error
        if not self.is_inside and (begin := _ENTRIES.search(self.text)):
            self.text, self.is_inside = self.text[begin.end() :], True
        return piece
