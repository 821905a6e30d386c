"""Files of providers: what comes of each line, twice the same, and nothing at all of a bad file."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.members.models import AuditEntry
from portal.vault.tables import UnreadableFile
from providers.columns import EMPTY, HEADER
from providers.models import Agreement, IncomingLine, Listing, Organisation, Practitioner, Provider
from providers.search import Wish, find
from tests.providers.conftest import as_file, known_lines, line, take_in

pytestmark = pytest.mark.django_db


def whole_list() -> list[Any]:
    """All that a file can change."""
    tables = (Provider, Practitioner, Agreement, Organisation, Listing)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def counts(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[name] for name in ("added", "changed", "same", "gone", "refused"))


def test_a_file_twice_changes_nothing_the_second_time() -> None:
    total = len(known_lines())
    assert counts(take_in(known_lines()).told()) == (total, 0, 0, 0, 0)
    before = whole_list()
    assert counts(take_in(known_lines(), is_complete=True).told()) == (0, 0, total, 0, 0)
    assert whole_list() == before
    assert AuditEntry.objects.filter(act="providers.imported").count() == 2
    assert not IncomingLine.objects.exists()


def test_changes_of_each_kind_are_told_and_made() -> None:
    take_in(known_lines())
    lines = {one["reference"]: one for one in known_lines()}
    lines["K1"]["phone"] = "+254 20 555 1234"
    lines["K2"]["name"] = "Dr Wambui Rooms"
    lines["K5"] |= {"discount": "12.5"}
    lines["W1"]["works_at"] = "K1"
    del lines["K4"]
    lines["N1"] = line("N1", "Acacia Ward", organisation="Acacia Group")
    report = take_in(lines.values(), is_complete=True).told()
    assert counts(report) == (1, 4, len(lines) - 5, 1, 0)
    assert report["examples"]["gone"] == [[0, "Marula Pharmacy"]]
    assert [name for _line, name in report["examples"]["added"]] == ["Acacia Ward"]
    assert Provider.objects.get(reference="K1").phone == "+254 20 555 1234"
    assert Provider.objects.get(reference="K4").closed_on is not None
    assert not Listing.objects.filter(provider__reference="K4").exists()
    assert Listing.objects.filter(name_key="dr wambui rooms").exists()
    assert Agreement.objects.get(provider__reference="K5").discount == 12.5
    assert Practitioner.objects.get().provider.reference == "K1"
    assert "zsofia" in Listing.objects.get(provider__reference="K1", speciality=0).words
    assert "zsofia" not in Listing.objects.get(provider__reference="K5", speciality=0).words
    assert Provider.objects.get(reference="N1").organisation == Organisation.objects.get()
    lines["K4"] = line("K4", "Marula Pharmacy", kind="pharmacy")
    assert counts(take_in(lines.values(), is_complete=True).told())[1] == 1
    assert Provider.objects.get(reference="K4").closed_on is None


def test_a_dry_run_tells_the_same_and_changes_nothing() -> None:
    take_in(known_lines()[:5])
    before = whole_list()
    dry = take_in(known_lines()[3:], dry_run=True, is_complete=True).told()
    assert whole_list() == before
    assert counts(dry) == counts(take_in(known_lines()[3:], is_complete=True).told())


def test_what_staff_added_and_other_sources_are_left_alone() -> None:
    own = Provider.objects.create(name="Own Clinic", kind="clinic", country="KE", city="Nairobi")
    take_in([line("A1", "Of another list")], source="other")
    report = take_in([line("A1", "Taken over"), line("A2", "New")], is_complete=True).told()
    assert counts(report) == (1, 0, 0, 0, 1)
    assert report["reasons"] == [(2, "reference: belongs to a list from another source")]
    own.refresh_from_db()
    assert own.closed_on is None
    assert Provider.objects.get(reference="A1").name == "Of another list"


REFUSED = [
    ({"kind": "spa"}, "kind: must be one of"),
    ({"country": "ZZ"}, "country: is not a country"),
    ({"name": " "}, "name: is empty"),
    ({"reference": ""}, "reference: is empty"),
    ({"name": "x" * 201}, "name: more than 200 letters"),
    ({"latitude": "91"}, "latitude and longitude: there is no such place"),
    ({"latitude": "nan"}, "latitude and longitude: there is no such place"),
    ({"longitude": ""}, "latitude and longitude: both"),
    ({"specialities": "wizardry"}, "specialities: holds a code"),
    ({"languages": "en en"}, "languages: holds a code"),
    ({"opening": "always"}, "opening: must look like"),
    ({"email": "nobody"}, "email: does not look like one"),
    ({"website": "javascript:alert(1)"}, "website: does not look like one"),
    ({"new_patients": "perhaps"}, "new_patients: must be yes, no or empty"),
    ({"confirmed_on": "20.11.2026"}, "confirmed_on: a day like"),
    ({"discount": "5"}, "discount: an agreement needs its first day"),
    ({"agreement_from": "2026-01-01", "discount": "101"}, "discount: a percentage"),
    ({"agreement_from": "2026-01-01", "agreement_until": "2025-01-01"}, "agreement_until is before"),
    ({"agreement_from": "2026-01-01", "direct_payment": "surgery"}, "direct_payment: holds a code"),
    ({"kind": "practitioner", "works_at": ""}, "works_at: is empty"),
    ({"kind": "practitioner", "works_at": "nobody"}, "works_at: no provider has this reference"),
    ({"reference": "GOOD"}, "reference: stands on a line before it already"),
    ({"name": "bell\u0007"}, "holds signs that cannot be printed"),
    (
        {"reference": "HELD", "agreement_from": "2026-06-01"},
        "agreement: another one of this provider holds on some of these days",
    ),
]


def test_a_bad_line_is_refused_with_its_reason_and_spoils_no_other() -> None:
    take_in([line("HELD", "Held", agreement_from="2026-01-01")])
    bad = [line(f"B{number}", f"Bad {number}") | cells for number, (cells, _reason) in enumerate(REFUSED)]
    report = take_in([line("GOOD", "Good"), *bad]).told()
    assert counts(report) == (1, 0, 0, 1, len(REFUSED))
    for (number, reason), (_cells, wanted) in zip(report["reasons"], REFUSED, strict=True):
        assert reason.startswith(wanted), (number, reason)
    assert [number for number, _reason in report["reasons"]] == list(range(3, 3 + len(REFUSED)))
    assert set(Provider.objects.values_list("reference", flat=True)) == {"HELD", "GOOD"}


GOOD = as_file([line("A1", "First"), line("A2", "Zweite Häuser")])
SPOILED: list[tuple[bytes, str]] = [
    (b"", "Missing: reference"),
    (b"reference,name\nA1,First\n", "Missing: kind"),
    ((",".join([*HEADER, "surprise"]) + "\n").encode(), "not known or stand twice: surprise"),
    (GOOD.getvalue().decode().encode("latin-1"), "Line 3 is not UTF-8"),
    (GOOD.getvalue().decode().encode("utf-16"), "Line 1 is not UTF-8"),
    (b"\xef\xbb\xbf", "Missing: reference"),
    (b"\xff\xfe" + GOOD.getvalue().decode().encode("utf-16-le"), "Line 1 is not UTF-8"),
    (GOOD.getvalue().decode().encode("utf-16-be"), "not a text file"),
    (b'"' + GOOD.getvalue(), "Missing|is not CSV"),
    (GOOD.getvalue() + b'A3,"open', "is not CSV"),
    (GOOD.getvalue() + b"A3" + b"x" * 70_000, "Line 4 is too long"),
    (GOOD.getvalue() + b"A\x00\n", "not a text file"),
    (b"%PDF-1.7\n", "Missing: reference"),
    (b'{"resourceType": "Location"}\n{"x', "Line 2 is not JSON"),
    (b'{"resourceType": "Bundle", "entry": [{"resource": {}}, {', "Entry 2 is not JSON"),
    (b'{"resourceType": "Bundle", "total": 0}', "Entry 1 is not JSON"),
    (b"\x89PNG\r\n\x1a\n", "is not UTF-8"),
]


@pytest.mark.parametrize(("content", "why"), SPOILED, ids=[why for _content, why in SPOILED])
def test_a_bad_file_leaves_the_list_as_it_was(content: bytes, why: str) -> None:
    take_in([line("A1", "Kept")])
    before = whole_list()
    with pytest.raises(UnreadableFile, match=why):
        take_in(io.BytesIO(content), is_complete=True)
    assert whole_list() == before


def test_semicolons_columns_in_another_order_and_a_byte_order_mark_are_fine() -> None:
    cells = line("A1", "Ännchen, Klinik")
    columns = sorted(HEADER)
    text = ";".join(columns) + "\r\n" + ";".join(cells[name] for name in columns) + "\r\n\r\n"
    assert counts(take_in(io.BytesIO(text.encode("utf-8-sig"))).told())[0] == 1
    assert Provider.objects.get().name == "Ännchen, Klinik"


def fhir(*resources: dict[str, Any]) -> io.BytesIO:
    return io.BytesIO("\n".join(json.dumps(one) for one in resources).encode())


def test_fhir_resources_are_taken_in_as_lines() -> None:
    told = {"url": "urn:member-portal:provider:kind", "valueCode": "clinic"}
    direct = {"url": "urn:member-portal:provider:new_patients", "valueBoolean": True}
    place = {
        "resourceType": "Location",
        "id": "L1",
        "name": "Uhuru Skin Centre",
        "address": {"line": ["3 Fern Road"], "city": "Nairobi", "country": "KE"},
        "position": {"latitude": -1.28, "longitude": 36.8},
        "telecom": [{"system": "phone", "value": "+254 20 555 0000"}],
        "managingOrganization": {"reference": "Organization/O1"},
        "extension": [told, direct],
    }
    resources = [
        {"resourceType": "Organization", "id": "O1", "name": "Uhuru Group"},
        {"resourceType": "Practitioner", "id": "P1", "name": [{"family": "Kecskés", "given": ["Zsófia"]}]},
        place,
        {
            "resourceType": "PractitionerRole",
            "id": "R1",
            "practitioner": {"reference": "Practitioner/P1"},
            "location": [{"reference": "Location/L1"}],
            "specialty": [{"coding": [{"code": "dermatology"}]}],
        },
        {"resourceType": "Patient", "id": "X"},
        {**place, "id": "L2", "address": "Nairobi"},
        {**place, "id": "L3", "managingOrganization": {"reference": "Organization/O9"}},
        {"resourceType": ["Location"]},
    ]
    report = take_in(fhir(*resources)).told()
    assert counts(report) == (2, 0, 0, 0, 4)
    found = Provider.objects.get()
    assert (found.kind, found.new_patients, str(found.organisation)) == ("clinic", True, "Uhuru Group")
    assert Practitioner.objects.get().name == "Zsófia Kecskés"
    assert counts(take_in(fhir(*resources)).told()) == (0, 0, 2, 0, 4)
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    for indent in (None, 2):
        same = take_in(io.BytesIO(json.dumps(bundle, indent=indent, ensure_ascii=False).encode())).told()
        assert counts(same) == (0, 0, 2, 0, 4)


def test_the_command_reports_and_fails_where_lines_were_refused(tmp_path: Any, capsys: Any) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(as_file([line("A1", "First"), EMPTY | {"reference": "A2"}]).getvalue())
    with pytest.raises(CommandError, match="1 lines were refused"):
        call_command("import_providers", path)
    said = capsys.readouterr().out
    assert "1 added, 0 changed, 0 unchanged." in said
    assert "line 3: kind: is empty" in said
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_providers", tmp_path / "nowhere.csv")


def made_by_hand() -> set[str]:
    """Indexes and triggers of the list, as the database has them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename LIKE 'providers%' "
                "UNION SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) "
                "FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 "
                "AND conrelid::regclass::text LIKE 'providers%'"
            )
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name LIKE 'providers%%' AND sql IS NOT NULL")
        return {sql for (sql,) in cursor.fetchall()}


def test_the_first_list_leaves_every_index_where_it_was() -> None:
    before = made_by_hand()
    take_in(known_lines()[:8])
    assert made_by_hand() == before
    take_in(known_lines()[4:])
    assert made_by_hand() == before
    assert [hit.provider for hit in find(Wish(query="jacaranda")).hits] == [Provider.objects.get(reference="K1").pk]
    assert [hit.provider for hit in find(Wish(query="longonot")).hits] == [Provider.objects.get(reference="K13").pk]
    assert len({one.hex[12:] for one in Provider.objects.values_list("pk", flat=True)}) == Provider.objects.count()


def test_a_bad_first_file_leaves_every_index_where_it_was() -> None:
    before = made_by_hand()
    with pytest.raises(UnreadableFile):
        take_in(io.BytesIO(GOOD.getvalue() + b'A3,"open'))
    assert made_by_hand() == before
