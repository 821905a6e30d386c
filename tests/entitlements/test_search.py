"""Finding benefits by everyday words."""

import pytest
from django.utils import translation

from portal.entitlements.search import LONGEST_QUERY, search, split

PLAN = "un-mip-2018-07"


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("glasses", "lenses"),
        ("braces", "orthodontics"),
        ("pregnancy", "maternity_outpatient_care"),
        ("GLASSES", "lenses"),
        ("lénses", "lenses"),
        ("dentists", "dental_ordinary"),
        ("MRI", "mri_pet_ct_outpatient"),
        ("x-ray chest", "checkup_chest_xray"),
        ("air ambulance", "trans_ambulance_air"),
        ("new glasses for my son", "lenses"),
        ("hearing", "hearing_aid"),
    ],
)
def test_everyday_words(query: str, first: str) -> None:
    assert search(query, PLAN).benefits[0] == first
    assert not search(query, PLAN).read_as


@pytest.mark.parametrize(
    ("query", "meant", "first"),
    [("glases", "glasses", "lenses"), ("pregancy", "pregnancy", "maternity_outpatient_care")],
)
def test_slips_of_typing(query: str, meant: str, first: str) -> None:
    found = search(query, PLAN)
    assert (found.read_as, found.benefits[0]) == (meant, first)


def test_situations_are_found_too() -> None:
    assert search("teeth", PLAN).situations == ("teeth",)
    assert search("pregnant", PLAN).situations == ("pregnancy",)


@pytest.mark.parametrize("query", ["", " ", "the", "qqqqqq", "!?", "a" * 5000, "%00", "🦷", "\\"])
def test_nothing_found_is_no_error(query: str) -> None:
    assert search(query, PLAN).benefits == ()


def test_a_long_query_is_cut() -> None:
    assert search("glasses " + "z" * LONGEST_QUERY, PLAN).benefits[0] == "lenses"


def test_other_languages_find_english_and_their_own() -> None:
    with translation.override("ar"):
        assert search("glasses", PLAN).benefits[0] == "lenses"
        assert "lenses" in search("عدسات", PLAN).benefits


def test_words_without_accents_and_capitals() -> None:
    assert split("Prothèse  AUDITIVE, nº 2 x-ray") == ["prothese", "auditive", "no", "2", "x", "ray"]
