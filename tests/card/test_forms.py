"""Forms and the description on paper: open to anybody, fillable, and filled in only with the reader's own people."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from pikepdf.form import Form

from portal.benefits.plans import load_plan
from portal.card import shelf
from portal.card.claim_form import claim_form
from portal.card.cost_estimate import SERVICES, cost_estimate_form
from portal.card.description import description_html
from portal.entitlements.wording import plan_words
from portal.members.models import Family, Person
from tests.claims.pages import Page
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("clock", "private")
Words = Callable[[bytes], str]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@contextmanager
def opened(content: bytes) -> Iterator[dict[str, Any]]:
    """The fields of a form by name, while it is open."""
    with pikepdf.open(BytesIO(content)) as pdf:
        yield {str(field.T): field for field in pdf.Root.AcroForm.Fields}


def names(content: bytes) -> list[str]:
    """The names of all fields."""
    with opened(content) as fields:
        return list(fields)


def values(content: bytes) -> dict[str, str]:
    """What stands in the text fields that are not empty."""
    with opened(content) as fields:
        return {name: str(field.V) for name, field in fields.items() if field.FT == "/Tx" and str(field.V)}


def test_the_page_is_open_to_everybody(db: None) -> None:
    page = Page(Client().get(reverse("card:forms")))
    assert "Claim form" in page.text
    assert "Русский" in page.text
    assert "With what we know already" not in page.text


def test_a_member_finds_a_form_for_each_of_hers(ana_client: Client, ana: Person, ben: Person, carla: Person) -> None:
    text = Page(ana_client.get(reverse("card:forms"))).text
    assert "Claim form for Ana" in text
    assert "Cost estimate form for Carla" in text
    assert "Ben" not in text


@pytest.mark.parametrize("key", ["claim", "cost-estimate"])
def test_a_blank_form_holds_nothing(db: None, key: str) -> None:
    answer = Client().get(reverse("card:form", args=[key]) + "?language=fr")
    assert answer.status_code == 200
    content = answer.getvalue()
    assert values(content) == {}
    assert len(names(content)) > 20


def test_there_are_no_other_forms(ana_client: Client, ana: Person) -> None:
    assert Client().get(reverse("card:form", args=["salary"])).status_code == 404
    assert ana_client.get(reverse("card:filled_form", args=["salary", ana.pk])).status_code == 404


def test_what_is_known_stands_in_the_claim_form(ana_client: Client, carla: Person) -> None:
    answer = ana_client.get(reverse("card:filled_form", args=["claim", carla.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="claim-form.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    known = values(answer.getvalue())
    assert known["patient_name"] == "Carla Otieno"
    assert known["patient_born_on"] == "9 May 2015"
    assert known["reference"] == "414/20001-2"
    assert known["duty_station"] == "Kenya"
    assert known["email"] == "ana@example.org"
    assert known["signed_name"] == "Ana Otieno"
    assert not {"account", "bank", "account_holder"} & known.keys()


def test_nobody_fills_a_form_in_for_others(ana: Person, ben: Person, stranger: Person) -> None:
    for other in (ben, stranger):
        assert signed_in(other.user).get(reverse("card:filled_form", args=["claim", ana.pk])).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_are_fillable_and_tagged_in_every_language(language: str) -> None:
    for content in (claim_form(language), cost_estimate_form(language)):
        with pikepdf.open(BytesIO(content)) as pdf:
            assert str(pdf.Root.Lang).startswith(language[:2])
            assert pdf.Root.MarkInfo.Marked
            assert not pdf.Root.AcroForm.NeedAppearances
            for field in pdf.Root.AcroForm.Fields:
                assert str(field.TU)
                assert "/StructParent" in field
                assert not int(field.get("/Ff", 0)) & pikepdf.FormFieldFlag.read_only
            right = {int(field.Q) for field in pdf.Root.AcroForm.Fields if field.FT == "/Tx"}
            assert right == ({2} if language == "ar" else {0})


def test_a_form_can_be_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    with pikepdf.open(BytesIO(claim_form("en"))) as pdf:
        form = Form(pdf)
        form["diagnosis"].value = "Malaria"
        form["is_accident"].checked = True
        pdf.save(path)
    with pikepdf.open(path) as pdf:
        filled = Form(pdf)
        assert filled["diagnosis"].value == "Malaria"
        assert filled["is_accident"].checked


def test_values_are_drawn_in_any_script(family: Family) -> None:
    for name in ("Ольга", "王小明", "عمر"):
        person = Person(family=family, given_name=name, family_name="Lee", born_on=date(2000, 2, 1), number=0)
        content = cost_estimate_form("en", person)
        with opened(content) as fields:
            look = fields["patient_name"].AP.N
            assert b"/Tx BMC" in look.read_bytes()
            assert look.Resources.Font
        assert values(content)["patient_name"] == f"{name} Lee"


def test_the_estimate_takes_what_its_caller_knows(ana: Person) -> None:
    known = values(cost_estimate_form("en", ana, {"provider_name": "Aga Khan Hospital", "treatment": "Knee"}))
    assert known["provider_name"] == "Aga Khan Hospital"
    assert known["treatment"] == "Knee"
    rows = [name for name in names(cost_estimate_form("en")) if name.startswith("service_")]
    assert len(rows) == SERVICES * 4


def test_the_same_form_is_the_same_bytes() -> None:
    assert claim_form("en") == claim_form("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_description_names_every_benefit(language: str, today: date) -> None:
    plan = load_plan("un-mip-2018-07")
    html = description_html(plan.code, language, today)
    with translation.override(language):
        words = plan_words(plan.code)
    for code in plan.rows:
        assert escape(words.benefits[code].label) in html
    for name in (*words.sections.values(), *words.exclusions.values()):
        assert escape(name) in html


def test_the_description_is_one_paper_with_pages_and_contents(db: None, private: Path, words_of: Words) -> None:
    content = Client().get(reverse("card:description")).getvalue()
    words = words_of(content)
    assert "Contents" in words
    assert "Page 2 of" in words
    assert "within 12 months of the day of care" in words
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) > 15
        assert len(pdf.Root.Outlines.keys()) > 2
        kept = len(list((private / shelf.FOLDER).iterdir()))
    again = Client().get(reverse("card:description")).getvalue()
    assert again == content
    assert len(list((private / shelf.FOLDER).iterdir())) == kept == 1


def test_what_lies_long_on_the_shelf_is_taken_away(private: Path, now: datetime) -> None:
    shelf.from_shelf("<p>one</p>", lambda: b"one")
    (paper,) = (private / shelf.FOLDER).iterdir()
    os.utime(paper, (now.timestamp(), now.timestamp()))
    assert shelf.tidy(now=now + shelf.KEPT) == 0
    assert shelf.from_shelf("<p>one</p>", lambda: b"another") == b"one"
    assert shelf.tidy(now=now + shelf.KEPT + timedelta(seconds=1)) == 1
    assert shelf.from_shelf("<p>one</p>", lambda: b"another") == b"another"
