"""What a form on paper is made of: parts with fields, tables of fields, and what is known of a person already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from portal.look.words import locale, long_date
from portal.members.models import Person

WIDTH = 6


@dataclass(frozen=True)
class Field:
    """A field: `name` in the file, `label` beside it. `kind`: `text`, `lines` or `tick`; `size`: how wide, of WIDTH."""

    name: str
    label: str
    size: int = 3
    kind: str = "text"
    value: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of fields, named `prefix_1_column`. Columns: name, label, width in percent (of `paper.css`)."""

    prefix: str
    rows: int
    columns: Sequence[tuple[str, str, int]]

    @property
    def lines(self) -> list[list[Field]]:
        """The fields, row by row; each knows its row, for who hears the form."""
        return [
            [
                Field(f"{self.prefix}_{number}_{name}", _("%(name)s, row %(row)s") % {"name": label, "row": number})
                for name, label, _width in self.columns
            ]
            for number in range(1, self.rows + 1)
        ]


@dataclass(frozen=True)
class Line:
    """Fields beside each other."""

    fields: Sequence[Field]

    @property
    def only_ticks(self) -> bool:
        """Whether there are boxes to tick and nothing else, which need less room."""
        return all(field.kind == "tick" for field in self.fields)


@dataclass(frozen=True)
class Part:
    """A part of a form under its heading."""

    heading: str
    fields: Sequence[Field] = ()
    table: Table | None = None
    note: str = ""

    @property
    def lines(self) -> list[Line]:
        """The fields in lines of the form's width."""
        found: list[list[Field]] = []
        for field in self.fields:
            if not found or sum(one.size for one in found[-1]) + field.size > WIDTH:
                found.append([])
            found[-1].append(field)
        return [Line(fields) for fields in found]


def filled(parts: Sequence[Part], values: Mapping[str, str]) -> list[Part]:
    """The same parts with values in their fields, by name."""
    return [
        replace(part, fields=[replace(field, value=values.get(field.name, field.value)) for field in part.fields])
        for part in parts
    ]


def patient() -> Part:
    """Who the care is for."""
    return Part(
        _("Patient"),
        [
            Field("patient_name", _("Name"), 4),
            Field("patient_born_on", _("Birth date (day, month, year)"), 2),
            Field("reference", _("Personal reference number"), 3),
            Field("duty_station", _("Country of the duty station"), 3),
        ],
    )


def signature(heading: str = "") -> Part:
    """Who signs, where and when; the line to sign on stands below."""
    fields = [Field("signed_name", _("Name"), 3), Field("signed_on", _("Place and day"), 3)]
    return Part(heading or _("Signature"), fields)


def known(person: Person | None) -> dict[str, str]:
    """What the portal knows of a person, by the names of fields: days and countries in the active language."""
    if person is None:
        return {}
    family = person.family
    return {
        "patient_name": person.full_name,
        "patient_born_on": long_date(person.born_on),
        "reference": person.reference,
        "duty_station": country_name(family.duty_station),
        "address": ", ".join(family.address_lines()),
    }


def country_name(code: str) -> str:
    """A country in the active language."""
    return str(locale().territories.get(code, code))
