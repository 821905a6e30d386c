"""The offices: every country has one, every number can be dialled, and another administrator's file takes its place."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.checks import run_checks
from django.template.loader import render_to_string
from django.utils import translation

from portal.benefits.countries import COUNTRIES
from portal.help.offices import Office, OfficesError, main_line, office_of, offices, read_offices, toll_free

E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def other_file(folder: Path, **changes: object) -> Path:
    """The shipped file as another administrator might change it."""
    content = yaml.load(Path(settings.OFFICES_FILE).read_text(), yaml.BaseLoader)
    content = {**content, **changes}
    path = folder / "offices.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True))
    return path


def one_office(**changes: object) -> dict[str, object]:
    """An office for the whole world."""
    office = {"region": {"en": "The world"}, "country": "CH", "city": "Geneva", "phone": "+41 22 555 01 00"}
    return {"world": {**office, "post": ["A street", "Geneva"], "countries": " ".join(sorted(COUNTRIES)), **changes}}


def test_every_country_has_its_office() -> None:
    served = {country: office_of(country).key for country in COUNTRIES}
    assert {served[code] for code in ("BE", "KZ", "JO", "DZ", "EG", "LY", "MA", "TN", "EH")} == {"europe"}
    assert {served[code] for code in ("KE", "SD", "ML", "ZA", "MU")} == {"africa"}
    assert {served[code] for code in ("AF", "TH", "FJ", "PK")} == {"asia"}
    assert {served[code] for code in ("HT", "BR", "MX", "US")} == {"americas"}


def test_nobody_is_left_without_an_office() -> None:
    assert office_of("").key == office_of("ZZ").key == "europe"


@pytest.mark.parametrize("office", offices().all, ids=lambda office: office.key)
def test_numbers_can_be_dialled_from_anywhere(office: Office) -> None:
    assert E164.fullmatch(office.phone.digits)
    assert office.phone.link == f"tel:{office.phone.digits}"
    assert office.post[0] == "Cigna"
    assert office.country in office.countries


def test_main_line_is_the_administrators() -> None:
    assert main_line().digits == "+3232176868"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_regions_have_names_in_every_language(language: str) -> None:
    with translation.override(language):
        names = {office.region for office in offices().all}
    english = {office.regions["en"] for office in offices().all}
    assert len(names) == 4
    assert (names == english) is (language == "en")


def test_another_administrator_brings_a_file(tmp_path: Path, settings: Any) -> None:
    free = {"KE": "0800 555 010"}
    settings.OFFICES_FILE = str(other_file(tmp_path, offices=one_office(fax="+41 22 555 01 01"), toll_free=free))
    office = office_of("KE")
    assert (office.city, office.email) == ("Geneva", "members@example.org")
    assert office.fax is not None
    assert office.fax.digits == "+41225550101"
    number = toll_free("KE")
    assert number is not None
    assert number.link == "tel:0800555010"
    assert toll_free("UG") is None
    with translation.override("fr"):
        assert office.region == "The world"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"offices": {}}, "at least one"),
        ({"offices": one_office(countries="KE UG")}, "serve nobody"),
        ({"offices": one_office(countries="KE XX")}, "no country"),
        ({"offices": one_office(phone="call us")}, "phone number"),
        ({"offices": one_office(post=[])}, "at least one line"),
        ({"offices": one_office(region={"fr": "Le monde"})}, "missing"),
        ({"offices": {**one_office(), "again": one_office()["world"]}}, "has the office (world|again)"),
        ({"offices": one_office(hours="always")}, "not a known key"),
        ({"toll_free": {"KE": "none"}}, "phone number"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, changes: dict[str, object], problem: str) -> None:
    with pytest.raises(OfficesError, match=problem):
        read_offices(other_file(tmp_path, **changes))


def test_a_wrong_file_is_told_at_start(tmp_path: Path, settings: Any) -> None:
    settings.OFFICES_FILE = str(tmp_path / "nowhere.yaml")
    assert [found.id for found in run_checks() if found.id == "help.E001"] == ["help.E001"]


def test_a_number_is_a_link_that_reads_left_to_right() -> None:
    words = render_to_string("help/parts/phone.html", {"phone": office_of("HT").phone})
    assert '<a class="phone" href="tel:+13059089170"><bdi dir="ltr">+1 305 908 91 70</bdi></a>' in words


def test_an_office_shows_what_it_has() -> None:
    words = render_to_string("help/parts/office.html", {"office": office_of("KE")})
    assert "P.O. Box 14678-00100" in words
    assert "mailto:members@example.org" in words
    assert "Fax" not in words
