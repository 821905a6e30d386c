"""Reading an enrolment file: which columns it has and what may stand in them (docs/enrolment-file.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.members.models import Family, Person
from portal.members.references import normalise_reference
from portal.vault.tables import BadLine, Cells, amount, code, day, needed, one_of, rows, text

HEADER = [
    "reference",
    "relation",
    "given_name",
    "family_name",
    "born_on",
    "sex",
    "smoker",
    "language",
    "email",
    "duty_station",
    "located_in",
    "status",
    "currency",
    "enrolled_from",
    "enrolled_until",
    "net_base",
    "contribution_base",
    "salary_currency",
    "salary_from",
]


@dataclass(frozen=True, slots=True)
class Line:
    """One person and period of cover. What belongs to the family counts on the participant's line."""

    number: int
    family: str
    person: int
    relation: str
    given_name: str
    family_name: str
    born_on: date
    sex: str
    smoker: bool
    language: str
    email: str
    duty_station: str
    located_in: str
    status: str
    currency: str
    enrolled_from: date
    enrolled_until: date | None
    net_base: Decimal | None
    contribution_base: Decimal | None
    salary_currency: str
    salary_from: date | None


def read(file: BinaryIO) -> Iterator[Line | tuple[int, BadLine]]:
    """The lines, and for what is wrong its line number with the reason. Raises UnreadableFile for the whole."""
    for number, cells in rows(file, HEADER):
        yield (number, cells) if isinstance(cells, BadLine) else _line(number, cells)


def _line(number: int, cells: Cells) -> Line | tuple[int, BadLine]:
    try:
        return _read_line(number, cells)
    except BadLine as reason:
        return number, reason


def _read_line(number: int, cells: Cells) -> Line:
    family, _dash, person = normalise_reference(cells["reference"]).partition("-")
    relation = one_of(cells, "relation", Person.Relation.values)
    is_participant = relation == Person.Relation.PARTICIPANT
    if "/" not in family or is_participant != (not person):
        raise BadLine(_("reference: 414/12345 for the participant, 414/12345-1 and so on for the others"))
    has_salary = bool(cells["net_base"] or cells["contribution_base"])
    line = Line(
        number=number,
        family=family,
        person=int(person or 0),
        relation=relation,
        given_name=text(cells, "given_name"),
        family_name=text(cells, "family_name"),
        born_on=needed(day(cells, "born_on"), "born_on"),
        sex=one_of(cells, "sex", Person.Sex.values),
        smoker=one_of(cells, "smoker", ["yes", "no", ""]) == "yes",
        language=one_of(cells, "language", [code for code, _name in settings.LANGUAGES]),
        email=_email(cells),
        duty_station=code(cells, "duty_station", 2),
        located_in=code(cells, "located_in", 2) if cells["located_in"] else "",
        status=one_of(cells, "status", Family.Status.values),
        currency=code(cells, "currency", 3),
        enrolled_from=needed(day(cells, "enrolled_from"), "enrolled_from"),
        enrolled_until=day(cells, "enrolled_until"),
        net_base=amount(cells, "net_base"),
        contribution_base=amount(cells, "contribution_base"),
        salary_currency=code(cells, "salary_currency", 3) if has_salary else "",
        salary_from=needed(day(cells, "salary_from"), "salary_from") if has_salary else None,
    )
    if line.enrolled_until is not None and line.enrolled_until < line.enrolled_from:
        raise BadLine(_("enrolled_until is before enrolled_from"))
    if has_salary and not is_participant:
        raise BadLine(_("salary figures stand on the participant's line only"))
    return line


def _email(cells: Cells) -> str:
    if cells["email"]:
        try:
            validate_email(cells["email"])
        except ValidationError:
            raise BadLine(_("email: is no address")) from None
    return cells["email"]
