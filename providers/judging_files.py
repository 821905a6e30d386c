"""What the lines of a file would change, found set by set; and those that cannot be taken beside the others."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from providers.columns import PRACTITIONER
from providers.dialect import Cursor, dialect

SHOWN = 100
# Columns of a provider that a line may change.
COLUMNS = (
    *("source", "name", "kind", "country", "city", "address", "postcode", "latitude", "longitude", "phone", "email"),
    *("website", "specialities", "languages", "opening", "wheelchair", "new_patients", "confirmed_on"),
)
TERMS = ("until_on", "direct_payment", "direct_care", "discount", "accepts_price_levels", "guarantee_contact")
_OF_LINE = {"until_on": "agreement_until"}
_WORKER = ("source", "name", "specialities", "languages", "new_patients", "confirmed_on")

LINES = "FROM providers_incomingline i WHERE i.file_id = %(file)s AND i.line BETWEEN %(first)s AND %(last)s"
IS_PROVIDER = f"i.kind <> '{PRACTITIONER}'"
IS_WORKER = f"i.kind = '{PRACTITIONER}'"
# Whom a line means. The same words as in the unique index of references, so that it is used.
MEANT = "p.reference = i.reference AND NOT p.reference = ''"

_REFUSALS: list[tuple[str, Any]] = [
    (
        "SELECT i.line FROM providers_incomingline i JOIN ("
        "  SELECT reference, MIN(line) AS line FROM providers_incomingline WHERE file_id = %(file)s"
        "  GROUP BY reference HAVING COUNT(*) > 1"
        ") first ON first.reference = i.reference AND first.line < i.line WHERE i.file_id = %(file)s",
        _("reference: stands on a line before it already"),
    ),
    (
        "SELECT i.line FROM providers_incomingline i JOIN providers_{table} p ON {meant}"
        " WHERE i.file_id = %(file)s AND {kind} AND p.source <> %(source)s",
        _("reference: belongs to a list from another source"),
    ),
    (
        "SELECT i.line FROM providers_incomingline i"
        " LEFT JOIN providers_provider p ON p.reference = i.works_at AND NOT p.reference = ''"
        " LEFT JOIN providers_incomingline o ON o.file_id = %(file)s AND o.reference = i.works_at AND o.kind <> i.kind"
        " WHERE i.file_id = %(file)s AND i.kind = 'practitioner' AND p.id IS NULL AND o.id IS NULL",
        _("works_at: no provider has this reference"),
    ),
    (
        "SELECT i.line FROM providers_incomingline i JOIN providers_provider p ON {meant}"
        " JOIN providers_agreement a ON a.provider_id = p.id AND a.from_on <> i.agreement_from"
        " AND (i.agreement_until IS NULL OR a.from_on <= i.agreement_until)"
        " AND (a.until_on IS NULL OR a.until_on >= i.agreement_from)"
        " WHERE i.file_id = %(file)s AND i.agreement_from IS NOT NULL",
        _("agreement: another one of this provider holds on some of these days; give that its last day first"),
    ),
]


def differs(columns: tuple[str, ...], row: str, names: dict[str, str] | None = None) -> str:
    """SQL: some column of the row is not what the line says."""
    said = names or {}
    unlike = dialect().differs
    return " OR ".join(
        f"{row}.{name} {unlike} {'%(source)s' if name == 'source' else f'i.{said.get(name, name)}'}" for name in columns
    )


def provider_differs() -> str:
    """SQL: the provider `p` run by `o` is not what the line `i` says, or was closed."""
    return f"({differs(COLUMNS, 'p')} OR COALESCE(o.name, '') <> i.organisation OR p.closed_on IS NOT NULL)"


def worker_differs() -> str:
    """SQL: the practitioner `p` who works at `w` is not what the line `i` says, or left."""
    return f"({differs(_WORKER, 'p')} OR w.reference <> i.works_at OR p.closed_on IS NOT NULL)"


def terms_differ() -> str:
    """SQL: the line `i` tells of an agreement, and `a`, which begins on its day, is another or is not there."""
    return f"(i.agreement_from IS NOT NULL AND (a.id IS NULL OR {differs(TERMS, 'a', _OF_LINE)}))"


PROVIDERS_OF_LINES = (
    "FROM providers_incomingline i JOIN providers_provider p ON " + MEANT + " "
    "LEFT JOIN providers_organisation o ON o.id = p.organisation_id "
    "LEFT JOIN providers_agreement a ON a.provider_id = p.id AND a.from_on = i.agreement_from "
    "WHERE i.file_id = %(file)s AND i.line BETWEEN %(first)s AND %(last)s AND " + IS_PROVIDER
)
WORKERS_OF_LINES = (
    "FROM providers_incomingline i JOIN providers_practitioner p ON " + MEANT + " "
    "JOIN providers_provider w ON w.id = p.provider_id "
    "WHERE i.file_id = %(file)s AND i.line BETWEEN %(first)s AND %(last)s AND " + IS_WORKER
)
NOT_YET = (
    "FROM providers_incomingline i LEFT JOIN providers_{table} p ON " + MEANT + " "
    "WHERE i.file_id = %(file)s AND i.line BETWEEN %(first)s AND %(last)s AND p.id IS NULL AND {kind}"
)
GONE = (
    "FROM providers_{table} p LEFT JOIN providers_incomingline i ON i.file_id = %(file)s AND " + MEANT + " "
    "WHERE p.source = %(source)s AND NOT p.reference = '' AND p.closed_on IS NULL AND i.id IS NULL"
)
KINDS = (("provider", IS_PROVIDER), ("practitioner", IS_WORKER))


def judge(file: UUID, source: str, refuse: Callable[[int, str], None]) -> dict[str, Any]:
    """Takes out lines that cannot be taken, telling `refuse` each with its reason; what the others would change."""
    told = {"file": dialect().uuid(file), "source": source, "first": 0, "last": 2**31 - 1}
    with connection.cursor() as cursor:
        if dialect().is_postgresql:
            # What lines are joined by; to look at their long texts takes longer than a join.
            cursor.execute("ANALYZE providers_incomingline (file_id, line, reference, works_at, kind, agreement_from)")
        for select, reason in _REFUSALS:
            for table, kind in KINDS if "{table}" in select else [("", "")]:
                cursor.execute(select.format(table=table, kind=kind, meant=MEANT), told)
                _refused(cursor, told["file"], refuse, str(reason))
        return _changes(cursor, told)


def _refused(cursor: Cursor, file: Any, refuse: Callable[[int, str], None], reason: str) -> None:
    lines = sorted({row[0] for row in cursor.fetchall()})
    for line in lines:
        refuse(line, reason)
    cursor.executemany(
        "DELETE FROM providers_incomingline WHERE file_id = %s AND line = %s", [(file, line) for line in lines]
    )


def _changes(cursor: Cursor, told: dict[str, Any]) -> dict[str, Any]:
    """Counts of what would be added, changed and closed, and the first of each."""
    found: dict[str, Any] = {"examples": {}}
    changed = [
        f"SELECT i.line, i.name {PROVIDERS_OF_LINES} AND ({provider_differs()} OR {terms_differ()})",
        f"SELECT i.line, i.name {WORKERS_OF_LINES} AND {worker_differs()}",
    ]
    selects = {
        "added": ["SELECT i.line, i.name " + NOT_YET.format(table=table, kind=kind) for table, kind in KINDS],
        "changed": changed,
        "gone": ["SELECT 0, p.name " + GONE.format(table=table) for table, _kind in KINDS],
    }
    for name, some in selects.items():
        whole = " UNION ALL ".join(some)
        cursor.execute(f"SELECT COUNT(*) FROM ({whole}) AS found", told)  # noqa: S608
        found[name] = int(cursor.fetchone()[0])
        if found[name]:
            cursor.execute(f"{whole} ORDER BY 1, 2 LIMIT {SHOWN}", told)
        found["examples"][name] = [list(row) for row in cursor.fetchall()] if found[name] else []
    cursor.execute(f"SELECT COUNT(*) {LINES}", told)
    found["same"] = int(cursor.fetchone()[0]) - found["added"] - found["changed"]
    return found
