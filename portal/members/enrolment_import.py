"""Taking in an enrolment file: each family whole or not at all, each bad line refused with its reason.

Doing it twice changes nothing. Nobody is ended by being absent: only a last day in the file ends cover.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.members import audit, salaries
from portal.members.enrolment_file import Line, read
from portal.members.invitations import JOB_KIND as INVITE
from portal.members.models import Enrolment, Family, Person, User
from portal.vault.tables import BadLine, UnreadableFile
from portal.vault.tables import Report as TableReport
from portal.work.jobs import enqueue_all

__all__ = ["Report", "UnreadableFile", "import_enrolment"]

FAMILY_FIELDS = ("duty_station", "located_in", "status", "currency")
PERSON_FIELDS = ("relation", "given_name", "family_name", "born_on", "sex", "smoker", "email")


@dataclass
class Report(TableReport):
    """What became of each line; `ended` when a last day was set."""

    ended: list[int] = field(default_factory=list)


@dataclass
class _Changes:
    """What one line did so far; the strongest word wins in the report."""

    fields: list[str] = field(default_factory=list)
    is_added: bool = False
    is_ended: bool = False

    @property
    def outcome(self) -> str:
        if self.is_added:
            return "added"
        return "ended" if self.is_ended else "changed" if self.fields else "same"


def import_enrolment(
    *, file: BinaryIO, dry_run: bool = False, invite: bool = False, by: User | None, now: datetime
) -> Report:
    """Brings families, people, cover and salaries to what `file` says, and reports line by line.

    With `invite` whoever is new gets her activation code, by e-mail or welcome letter.
    With `dry_run` nothing is stored and the report is the same. Raises UnreadableFile for the file as a whole.
    """
    report = Report()
    families: dict[str, list[Line]] = defaultdict(list)
    for line in read(file):
        if isinstance(line, Line):
            families[line.family].append(line)
        else:
            report.refused.append((line[0], str(line[1])))
    for lines in families.values():
        _import_family(lines, report, dry_run=dry_run, by=by, now=now)
    if invite and not dry_run:
        _invite(list(families), now)
    report.refused.sort()
    if not dry_run:
        audit.record(act="enrolment_file.imported", by=by, about=None, now=now, **report.counts())
    return report


def _invite(references: list[str], now: datetime) -> None:
    """One job each for people of the file who never had a code; children get none when it is done."""
    strangers = Person.objects.filter(family__reference__in=references, user=None, activation_codes=None)
    orders = [(INVITE, key) for key in strangers.values_list("pk", flat=True)]
    if orders:
        enqueue_all(orders, now=now)


def _import_family(lines: list[Line], report: Report, *, dry_run: bool, by: User | None, now: datetime) -> None:
    """All lines of one family in one transaction; a line that is refused leaves the others."""
    outcomes: list[tuple[str, int]] = []
    refused: list[tuple[int, str]] = []
    try:
        with transaction.atomic():
            # The participant first: her line makes the family.
            for line in sorted(lines, key=lambda line: (line.person, line.enrolled_from, line.number)):
                try:
                    with transaction.atomic():
                        outcomes.append((_import_line(line, by=by, now=now), line.number))
                except BadLine as reason:
                    refused.append((line.number, str(reason)))
            transaction.set_rollback(dry_run)
    except IntegrityError:
        # Somebody else changed the family meanwhile, or it breaks a promise no reason is written for yet.
        sentence = _("this family could not be stored; please import the file again")
        outcomes, refused = [], [(line.number, sentence) for line in lines]
    for outcome, number in outcomes:
        report.note(outcome, number)
    report.refused += refused


def _import_line(line: Line, *, by: User | None, now: datetime) -> str:
    changes = _Changes()
    family = _family(line, changes)
    person = _person(line, family, changes)
    _cover(line, person, changes)
    for kind, amount in (("net_base", line.net_base), ("contribution_base", line.contribution_base)):
        if amount is not None and line.salary_from is not None:
            _salary(line, family, kind, amount, changes)
    if changes.outcome != "same":
        act = f"enrolment_file.{changes.outcome}"
        audit.record(act=act, by=by, about=person, now=now, line=line.number, fields=", ".join(changes.fields))
    return changes.outcome


def _family(line: Line, changes: _Changes) -> Family:
    family = Family.objects.select_for_update().filter(reference=line.family).first()
    facts = {name: getattr(line, name) for name in FAMILY_FIELDS}
    if line.relation != Person.Relation.PARTICIPANT:
        if family is None:
            raise BadLine(_("the family is not known: its participant's line is missing or was refused"))
        return family
    if family is None:
        changes.is_added = True
        return Family.objects.create(reference=line.family, **facts)
    _update(family, facts, changes)
    return family


def _person(line: Line, family: Family, changes: _Changes) -> Person:
    facts = {name: getattr(line, name) for name in PERSON_FIELDS}
    person = Person.objects.filter(family=family, number=line.person).first()
    if person is None:
        changes.is_added = True
        return Person.objects.create(family=family, number=line.person, language=line.language, **facts)
    if person.born_on != line.born_on and person.given_name != line.given_name:
        raise BadLine(_("reference: this number belongs to somebody else in the family"))
    if person.user_id is None:
        # Who has an account chooses her language there, and changes her address only in ways that nobody else can.
        facts["language"] = line.language
    elif person.email:
        facts.pop("email")
    _update(person, facts, changes)
    return person


def _cover(line: Line, person: Person, changes: _Changes) -> None:
    known = Enrolment.objects.filter(person=person, from_on=line.enrolled_from).first()
    cover = known or Enrolment(person=person, from_on=line.enrolled_from)
    if known is not None and known.until_on == line.enrolled_until:
        return
    changes.is_ended = known is not None and line.enrolled_until is not None
    cover.until_on = line.enrolled_until
    try:
        cover.clean()
    except ValidationError:
        raise BadLine(_("enrolled_from, enrolled_until: overlap with other cover of this person")) from None
    cover.save()
    changes.fields.append("enrolment")


def _salary(line: Line, family: Family, kind: str, amount: Any, changes: _Changes) -> None:
    try:
        has_changed = salaries.set_figure(
            family=family, kind=kind, amount=amount, currency=line.salary_currency, from_on=line.salary_from
        )
    except salaries.Overlap:
        raise BadLine(_("salary_from: a later figure is known already")) from None
    if has_changed:
        changes.fields.append(kind)


def _update(row: Family | Person, facts: dict[str, Any], changes: _Changes) -> None:
    """Stores what differs; nothing differs, nothing is stored."""
    different = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in different:
        setattr(row, name, facts[name])
    if different:
        row.save(update_fields=different)
        changes.fields += different
