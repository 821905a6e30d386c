"""A file of invoices: one line of the file is one line of an invoice; tried first, then taken. docs/guarantees.md."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from claims.invoices.models import ProviderInvoice
from claims.invoices.receiving import take_from_file
from claims.invoices.refusals import InvoiceRefused
from portal.benefits.countries import COUNTRIES
from portal.benefits.money import CURRENCIES, rounded
from portal.benefits.plans import load_plan, plan_codes
from portal.members import audit
from portal.members.models import User
from portal.vault import tables
from portal.vault.tables import BadLine, Cells, Report

HEADER = [
    *("guarantee", "invoice_number", "last", "patient", "born_on", "admitted_on", "discharged_on", "room", "country"),
    *("currency", "service_on", "benefit", "quantity", "amount", "words"),
]
# What must be the same on all lines of one invoice.
HEAD = ("last", "patient", "born_on", "admitted_on", "discharged_on", "room", "country", "currency")


@dataclass
class _Invoice:
    """One invoice of the file: the numbers of its lines, and what they say."""

    facts: dict[str, Any]
    numbers: list[int] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    is_bad: bool = False


def import_invoices(*, file: BinaryIO, dry_run: bool, by: User, now: datetime) -> Report:
    """Take every good invoice of the file; one with a bad line is refused whole. Raises UnreadableFile.

    `same` are lines of invoices that came before. Sent twice, the file changes nothing.
    """
    report = Report()
    with transaction.atomic():
        for (promise, _key), one in _read(file, report).items():
            _take(promise, one, report, by=by, now=now)
        if not dry_run:
            audit.record(act="providerinvoices.imported", by=by, about=None, now=now, **report.counts())
        transaction.set_rollback(dry_run)
    report.refused.sort()
    return report


def _take(promise: str, one: _Invoice, report: Report, *, by: User, now: datetime) -> None:
    try:
        if one.is_bad:
            raise InvoiceRefused(_("another line of this invoice was refused"))
        with transaction.atomic():
            invoice, is_new = take_from_file(promise=promise, facts=one.facts, lines=one.lines, by=by, now=now)
    except InvoiceRefused as refusal:
        report.refused += [(number, str(refusal.message)) for number in one.numbers]
        return
    waits = invoice.state == ProviderInvoice.State.WAITING
    outcome = ("changed" if waits else "added") if is_new else "same"
    for number in one.numbers:
        report.note(outcome, number)


def _read(file: BinaryIO, report: Report) -> dict[tuple[str, str], _Invoice]:
    """The invoices in their order; bad lines go to the report and spoil their invoice."""
    found: dict[tuple[str, str], _Invoice] = {}
    for number, cells in tables.rows(file, HEADER):
        try:
            if isinstance(cells, BadLine):
                raise cells
            key = cells["guarantee"], cells["invoice_number"]
            facts, line = _facts(cells), _line(cells)
            known = found.setdefault(key, _Invoice(facts))
            if known.facts != facts:
                known.is_bad = True
                raise BadLine(_("says something else of the patient or the stay than the line before"))
            known.numbers.append(number)
            known.lines.append(line)
        except BadLine as reason:
            report.refused.append((number, str(reason)))
            if not isinstance(cells, BadLine) and (spoilt := found.get((cells["guarantee"], cells["invoice_number"]))):
                spoilt.is_bad = True
            elif not isinstance(cells, BadLine):
                found[cells["guarantee"], cells["invoice_number"]] = _Invoice({}, is_bad=True)
    return found


def _facts(cells: Cells) -> dict[str, Any]:
    """What belongs to the whole invoice. Raises BadLine."""
    tables.text(cells, "guarantee", 20)
    number = tables.text(cells, "invoice_number", 60)
    if not any(letter.isalnum() for letter in number):
        raise BadLine(_("%(column)s: must have a letter or a figure") % {"column": "invoice_number"})
    if cells["currency"] not in CURRENCIES:
        raise BadLine(_("%(column)s: not a currency we know") % {"column": "currency"})
    if cells["country"] not in COUNTRIES:
        raise BadLine(_("%(column)s: not a country") % {"column": "country"})
    first = tables.needed(tables.day(cells, "admitted_on"), "admitted_on")
    last = tables.needed(tables.day(cells, "discharged_on"), "discharged_on")
    if last < first:
        raise BadLine(_("%(column)s: before the first day") % {"column": "discharged_on"})
    return {
        "invoice_number": number,
        "is_last": tables.one_of(cells, "last", ["yes", "no"]) == "yes",
        "patient_name": tables.text(cells, "patient", 120),
        "born_on": tables.needed(tables.day(cells, "born_on"), "born_on"),
        "admitted_on": first,
        "discharged_on": last,
        "room": tables.one_of(cells, "room", list(ProviderInvoice.Room.values)),
        "country": cells["country"],
        "currency": cells["currency"],
    }


def _line(cells: Cells) -> dict[str, Any]:
    """One line. Raises BadLine."""
    amount, quantity = tables.amount(cells, "amount"), cells["quantity"]
    if amount is None or not amount or rounded(amount, cells["currency"]) != amount:
        raise BadLine(_("%(column)s: an amount of the currency, more than zero") % {"column": "amount"})
    if not (quantity.isascii() and quantity.isdecimal() and 1 <= int(quantity[:4]) <= 365):
        raise BadLine(_("%(column)s: a number from 1 to 365") % {"column": "quantity"})
    benefit = cells["benefit"]
    if benefit and not any(benefit in load_plan(plan).rows for plan in plan_codes()):
        raise BadLine(_("%(column)s: not a kind of care of the plan") % {"column": "benefit"})
    return {
        "benefit": benefit,
        "words": cells["words"][:200],
        "service_on": tables.needed(tables.day(cells, "service_on"), "service_on"),
        "quantity": int(quantity),
        "amount": amount,
    }
