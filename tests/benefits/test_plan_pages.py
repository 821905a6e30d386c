"""What pages need of a plan: titles of sections, situations of life, and words in other languages."""

from pathlib import Path

import pytest

from portal.benefits import plan_words
from portal.benefits.plan_words import load_words, read_words
from portal.benefits.plans import PlanError, load_plan, read_plan

PLAN = load_plan("un-mip-2018-07")
SMALL = (Path(__file__).parent / "plans" / "small-2020.yaml").read_text(encoding="utf-8")


def refused(text: str, folder: Path) -> str:
    path = folder / "small-2020.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as refusal:
        read_plan(path)
    return str(refusal.value)


def test_every_row_has_a_section_with_a_title() -> None:
    assert PLAN.sections["2.3"] == "At the general practitioner"
    assert {row.section for row in PLAN.rows.values()} == set(PLAN.sections)


def test_situations_lead_to_benefits() -> None:
    assert PLAN.situations["eyes"].benefits[:2] == ("eye_test", "lenses")
    led_to = {code for situation in PLAN.situations.values() for code in situation.benefits}
    assert {"orthodontics", "psychotherapy", "delivery_hospital", "hearing_aid"} <= led_to


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("A.4: Medicines}", "}", "rows.drug.section A.4 has no title under sections"),
        ("A.4: Medicines}", "A.4: Medicines, A.9: Nothing}", "sections.A.9 has no rows"),
        ("A.4: Medicines}", "A.4: 4}", "sections.A.4 must be a text"),
        ("sections:", "no_sections:", "sections is missing"),
        ("rules:", "situations: {}\nrules:", ""),
        ("rules:", "situations: {ill: {title: Ill, benefits: [cure]}}\nrules:", "ill.benefits cure is not a row"),
        ("rules:", "situations: {ill: {title: Ill}}\nrules:", "ill.benefits must be a list with at least one"),
        ("rules:", "situations: {ill: {benefits: [drug]}}\nrules:", "ill.title is missing"),
        ("rules:", "situations: {ill: {title: Ill, benefits: [drug], icon: x}}\nrules:", "ill.icon is not a known key"),
    ],
)
def test_slips_of_the_pen_are_refused(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    if sentence:
        assert sentence in refused(text, tmp_path)
    else:
        (tmp_path / "small-2020.yaml").write_text(text, encoding="utf-8")
        assert read_plan(tmp_path / "small-2020.yaml").situations == {}


def test_words_fall_back_to_english() -> None:
    french = read_words(
        """
        sections: {"2.7": Chez le dentiste}
        benefits:
          gp_consultation: {label: Visite chez le généraliste, words: [médecin], send: [facture]}
        situations: {teeth: {title: Mes dents}}
        allowances: {LENSES: Verres}
        """,
        PLAN,
        "words/fr/x.yaml",
    )
    assert french.benefits["gp_consultation"].label == "Visite chez le généraliste"
    assert french.benefits["gp_consultation"].send == ("facture",)
    assert french.benefits["spec_consultation"].label == "Visit to a specialist"
    assert (french.sections["2.7"], french.sections["2.1"]) == ("Chez le dentiste", "In the hospital")
    assert (french.situations["teeth"].title, french.situations["eyes"].title) == ("Mes dents", "My eyes")
    assert (french.allowances["LENSES"], french.allowances["FRAMES"]) == ("Verres", "Frames")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("benefits: {unknown_care: {label: X}}", "benefits.unknown_care is not in the plan"),
        ('sections: {"9.9": X}', "sections.9.9 is not in the plan"),
        ("situations: {elsewhere: {title: X}}", "situations.elsewhere is not in the plan"),
        ("allowances: {SHOES: X}", "allowances.SHOES is not in the plan"),
        ("exclusions: {exc_rain: X}", "exclusions.exc_rain is not in the plan"),
        ("benefits: {lenses: {name: X}}", "benefits.lenses.name is not a known key"),
        ("benefits: {lenses: {send: [x]}}", "benefits.lenses.send has 1 entries, the plan has 2"),
        ("benefits: {lenses: {label: ''}}", "benefits.lenses.label must be a text"),
        ("titles: {}", "titles is not a known key"),
        ("- x", "must be a mapping"),
        ("a: [", "cannot be read"),
        ("{}\n---\n{}", "exactly one document"),
    ],
)
def test_bad_words_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(PlanError, match=r"words/xx/x\.yaml") as refusal:
        read_words(text, PLAN, "words/xx/x.yaml")
    assert sentence in str(refusal.value)


def test_a_language_without_a_file_is_english() -> None:
    assert load_words(PLAN.code, "tlh").sections == PLAN.sections
    assert load_words(PLAN.code, "../../etc").sections == PLAN.sections


def test_files_of_words_can_be_read() -> None:
    for path in plan_words.WORDS.rglob("*.yaml"):
        assert load_words(path.stem, path.parent.name).benefits
