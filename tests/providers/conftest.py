"""A list of a few hundred invented providers, and some with names the tests know; loaded once for a module."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from providers.columns import EMPTY, HEADER
from providers.files import FileReport, import_providers
from providers.invented import invented

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NAIROBI = (-1.28, 36.82)


def line(reference: str, name: str, **cells: str) -> dict[str, str]:
    """A line of a file: a hospital in Nairobi unless told otherwise."""
    place = {"kind": "hospital", "country": "KE", "city": "Nairobi", "latitude": "-1.29", "longitude": "36.80"}
    return EMPTY | place | {"reference": reference, "name": name} | cells


def as_file(lines: Iterable[dict[str, str]], encoding: str = "utf-8") -> io.BytesIO:
    """The lines as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER)
    writer.writeheader()
    writer.writerows(lines)
    return io.BytesIO(text.getvalue().encode(encoding))


def take_in(file: Any, **options: Any) -> FileReport:
    """Imports a file of lines, of the source “network”."""
    file = file if isinstance(file, io.BytesIO) else as_file(file)
    asked = {"source": "network", "is_complete": False, "dry_run": False, "by": None, "now": NOW, **options}
    return import_providers(file=file, **asked)


@pytest.fixture(scope="session")
def list_file() -> bytes:
    """Providers the tests know, and invented ones, as a file."""
    return as_file([*known_lines(), *invented(300, seed=7)]).getvalue()


@pytest.fixture
def listed(db: None, list_file: bytes) -> None:
    """What the searches of the tests find."""
    take_in(io.BytesIO(list_file))


def known_lines() -> list[dict[str, str]]:
    """Providers whose names the tests know."""
    agreed = {"agreement_from": "2023-01-01", "direct_payment": "yes"}
    doctor = {"kind": "practice"}
    return [
        line("K1", "Jacaranda Hill Hospital", specialities="cardiology oncology", languages="en sw", **agreed),
        line("K2", "Dr Wambui Family Practice", languages="en sw", **doctor),
        line("K3", "Savanna Dental Studio", kind="dentist", languages="en", new_patients="yes"),
        line("K4", "Marula Pharmacy", kind="pharmacy", city="Mombasa", latitude="-4.05", longitude="39.66"),
        line("K5", "Uhuru Skin Centre", kind="clinic", specialities="dermatology", languages="en fr", **agreed),
        line("K6", "Clear View Opticians", kind="optician", discount="10", agreement_from="2024-01-01"),
        line("K7", "Clínica Los Coigües", kind="clinic", country="CL", city="Santiago", specialities="dermatology"),
        line("K8", "Больница «Ёлочка»", country="RU", city="Moscow", latitude="55.7", longitude="37.6"),
        line("K9", "مستشفى الأرز", country="LB", city="Beirut", latitude="33.88", longitude="35.5", languages="ar fr"),
        line("K10", "青松医院", country="CN", city="Beijing", latitude="39.9", longitude="116.4", languages="zh"),
        line("K11", "Cabinet dentaire Œuvray", kind="dentist", country="CH", city="Geneva", languages="fr"),
        line("K12", "Dr Saoirse O'Hallorahan", specialities="neurology", **doctor, **agreed),
        line("K13", "Longonot Imaging Centre", kind="laboratory", specialities="radiology"),
        line("K14", "Strömberg Herzpraxis", specialities="cardiology", country="AT", city="Vienna", **doctor),
        line("K15", "Nyota Physiotherapy Rooms", specialities="physiotherapy", **doctor),
        EMPTY | {"reference": "W1", "kind": "practitioner", "name": "Dr Zsófia Kecskés", "works_at": "K5"}
        | {"specialities": "psychiatry", "languages": "hu"},
    ]  # fmt: skip
