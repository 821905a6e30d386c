"""Taking good lines of a file over into the list, set by set; the same for twenty thousand lines and for all."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from providers.dialect import Cursor, dialect
from providers.judging_files import (
    COLUMNS,
    GONE,
    IS_PROVIDER,
    IS_WORKER,
    KINDS,
    LINES,
    MEANT,
    NOT_YET,
    PROVIDERS_OF_LINES,
    TERMS,
    WORKERS_OF_LINES,
    provider_differs,
    terms_differ,
    worker_differs,
)
from providers.listings import begin_touching, take_over
from providers.models.listing import ListingState

_SAID = {"source": "%(source)s", "until_on": "i.agreement_until"}
_DERIVED = ("words", "name_key", "city_key", "cell")
_WORKER = ("source", "name", "specialities", "languages", "new_patients", "confirmed_on", "words")
_TOUCH = (
    "INSERT INTO providers_touched (number) SELECT DISTINCT number FROM (SELECT {what}) AS found WHERE TRUE "
    "ON CONFLICT DO NOTHING"
)


def store(file: UUID, source: str, *, first: int, last: int, on: date) -> None:
    """Take over the lines from `first` to `last`, in one transaction. Done twice, the second time changes nothing."""
    told = {"file": dialect().uuid(file), "source": source, "first": first, "last": last, "on": on.isoformat()}
    with transaction.atomic(), connection.cursor() as cursor:
        dialect().much(cursor)
        begin_touching(cursor)
        _organisations(cursor, told)
        _changed_providers(cursor, told)
        _new_providers(cursor, told, on)
        _agreements(cursor, told)
        _workers(cursor, told, on)
        take_over(cursor, on=on)


def store_late_workers(file: UUID, source: str, *, on: date) -> None:
    """Practitioners who stood before the provider they work at, once all slices are stored; in one transaction."""
    told = {"file": dialect().uuid(file), "source": source, "first": 0, "last": 2**31 - 1, "on": on.isoformat()}
    with transaction.atomic(), connection.cursor() as cursor:
        begin_touching(cursor)
        _workers(cursor, told, on)
        take_over(cursor, on=on)


def close_gone(file: UUID, source: str, *, on: date) -> None:
    """Close those of the source that the file, a complete list, does not name; in one transaction."""
    told = {"file": dialect().uuid(file), "source": source, "on": on.isoformat()}
    with transaction.atomic(), connection.cursor() as cursor:
        begin_touching(cursor)
        cursor.execute(_TOUCH.format(what="p.number AS number " + GONE.format(table="provider")), told)
        left = "w.number AS number FROM providers_provider w WHERE w.id IN (SELECT p.provider_id {gone})"
        cursor.execute(_TOUCH.format(what=left.format(gone=GONE.format(table="practitioner"))), told)
        for table, _kind in KINDS:
            cursor.execute(
                f"UPDATE providers_{table} SET closed_on = %(on)s WHERE id IN (SELECT p.id {GONE.format(table=table)})",  # noqa: S608
                told,
            )
        take_over(cursor, on=on)


def _organisations(cursor: Cursor, told: dict[str, Any]) -> None:
    cursor.execute(
        f"INSERT INTO providers_organisation (name) SELECT DISTINCT i.organisation {LINES} "  # noqa: S608
        "AND i.organisation <> '' AND NOT EXISTS "
        "(SELECT 1 FROM providers_organisation o WHERE o.name = i.organisation)",
        told,
    )


def _said(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = {_SAID.get(name, f'i.{name}')}" for name in columns)


def _changed_providers(cursor: Cursor, told: dict[str, Any]) -> None:
    what = f"p.number AS number {PROVIDERS_OF_LINES} AND ({provider_differs()} OR {terms_differ()})"
    cursor.execute(_TOUCH.format(what=what), told)
    if cursor.rowcount == 0:
        return
    cursor.execute(
        f"UPDATE providers_provider AS target SET {_said((*COLUMNS, *_DERIVED))}, closed_on = NULL, organisation_id = "  # noqa: S608
        "(SELECT o.id FROM providers_organisation o WHERE o.name = i.organisation) "
        "FROM providers_incomingline i, providers_touched t "
        "WHERE target.number = t.number AND i.file_id = %(file)s AND i.reference = target.reference AND "
        f"i.line BETWEEN %(first)s AND %(last)s AND {IS_PROVIDER}",
        told,
    )


def _new_providers(cursor: Cursor, told: dict[str, Any], on: date) -> None:
    """Numbers in the order of the references, so that the same file makes the same list on every database."""
    missing = NOT_YET.format(table="provider", kind=IS_PROVIDER)
    cursor.execute(f"SELECT COUNT(*) {missing}", told)
    count = int(cursor.fetchone()[0])
    if not count:
        return
    before = ListingState.take_numbers(count) - 1
    names = ", ".join((*COLUMNS, *_DERIVED))
    values = ", ".join(_SAID.get(name, f"i.{name}") for name in (*COLUMNS, *_DERIVED))
    cursor.execute(
        f"INSERT INTO providers_provider (id, number, reference, organisation_id, {names}) "
        f"SELECT {dialect().new_ids('i.line', on=on)}, {before} + ROW_NUMBER() OVER (ORDER BY i.line), "
        f"i.reference, o.id, {values} "
        f"{missing.replace('WHERE', 'LEFT JOIN providers_organisation o ON o.name = i.organisation WHERE', 1)}",
        told,
    )
    cursor.execute(
        f"INSERT INTO providers_touched (number) SELECT number FROM providers_provider WHERE number > {before}"  # noqa: S608
    )


def _agreements(cursor: Cursor, told: dict[str, Any]) -> None:
    own = ", ".join(TERMS)
    values = ", ".join(_SAID.get(name, f"i.{name}") for name in TERMS)
    cursor.execute(
        f"UPDATE providers_agreement AS target SET {_said(TERMS)} "  # noqa: S608
        f"FROM providers_incomingline i JOIN providers_provider p ON {MEANT} "
        "WHERE i.file_id = %(file)s AND i.line BETWEEN %(first)s AND %(last)s AND target.provider_id = p.id "
        "AND target.from_on = i.agreement_from AND EXISTS "
        f"(SELECT 1 FROM providers_agreement a WHERE a.id = target.id AND {terms_differ()})",
        told,
    )
    cursor.execute(
        f"INSERT INTO providers_agreement (provider_id, from_on, {own}) SELECT p.id, i.agreement_from, {values} "
        f"{PROVIDERS_OF_LINES} AND i.agreement_from IS NOT NULL AND a.id IS NULL",
        told,
    )


def _workers(cursor: Cursor, told: dict[str, Any], on: date) -> None:
    cursor.execute(f"SELECT COUNT(*) {LINES} AND {IS_WORKER}", told)
    if not cursor.fetchone()[0]:
        return
    changed = f"{WORKERS_OF_LINES} AND {worker_differs()}"
    cursor.execute(_TOUCH.format(what=f"w.number AS number {changed}"), told)
    new = NOT_YET.format(table="practitioner", kind=IS_WORKER)
    there = "JOIN providers_provider w ON w.reference = i.works_at AND NOT w.reference = '' "
    goes = f"w.number AS number {changed.replace('JOIN providers_provider w ON w.id = p.provider_id', there)}"
    cursor.execute(_TOUCH.format(what=goes.replace("OR w.reference <> i.works_at", "OR w.id <> p.provider_id")), told)
    joined = new.replace("WHERE", f"{there} WHERE", 1)
    cursor.execute(_TOUCH.format(what=f"w.number AS number {joined}"), told)
    cursor.execute(
        f"UPDATE providers_practitioner AS target SET {_said(_WORKER)}, closed_on = NULL, provider_id = w.id "  # noqa: S608
        f"FROM providers_incomingline i {there}"
        "WHERE i.file_id = %(file)s AND i.line BETWEEN %(first)s AND %(last)s "
        f"AND {IS_WORKER} AND target.reference = i.reference AND NOT target.reference = '' AND target.id IN "
        f"(SELECT p.id {changed})",
        told,
    )
    values = ", ".join(_SAID.get(name, f"i.{name}") for name in _WORKER)
    cursor.execute(
        f"INSERT INTO providers_practitioner (id, reference, provider_id, {', '.join(_WORKER)}) "
        f"SELECT {dialect().new_ids('i.line', on=on)}, i.reference, w.id, {values} {joined}",
        told,
    )
