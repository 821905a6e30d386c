"""The desk of provider relations: a file taken in, agreements changed, a record confirmed, words, reach, an answer."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.members.models import Person
from providers.asking import ask
from providers.models import Agreement, Provider, ProviderRequest, UsualPrice
from tests.browser import needs_chromium
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.providers.conftest import as_file, known_lines, line

pytestmark = [pytest.mark.slow, needs_chromium]


def test_the_work_of_provider_relations(visit: Callable[..., Visitor], ana: Person, work: Callable[[], int]) -> None:
    asked = {"person": ana, "provider": None, "by": ana.user, "now": timezone.now()}
    ask(kind="network", form_key=uuid4(), name="Olive Tree Clinic", city="Nairobi", country="KE", **asked)
    desk = at_desk(visit, "provider relations", album="network")
    takes_a_file_in(desk, work)
    changes_agreements(desk)
    confirms_a_record(desk)
    teaches_a_word(desk)
    counts_reach(desk, work)
    corrects_a_provider(desk)
    answers_a_request(desk)


def takes_a_file_in(desk: Visitor, work: Callable[[], int]) -> None:
    """Uploaded, read, looked at, taken over."""
    desk.go(reverse("admin:providers_providerfile_add"))
    content = as_file([*known_lines(), line("B1", "Bad", kind="spa")]).getvalue()
    desk.attach(("list.csv", "text/csv", content))
    desk.press("Upload and read")
    assert work() >= 1
    desk.reload()
    assert "kind: must be one of" in desk.text
    assert not Provider.objects.exists()
    desk.press("Take it over")
    assert work() >= 1
    desk.reload()
    assert Provider.objects.count() == len(known_lines()) - 1


def changes_agreements(desk: Visitor) -> None:
    """Looked at first, then confirmed."""
    desk.go(reverse("admin:providers_provider_changelist"))
    desk.follow("Change many agreements")
    desk.fill({"country": "KE", "act": "close", "day": (timezone.localdate() + timedelta(days=40)).isoformat()})
    desk.press("Show what would happen")
    assert "Jacaranda Hill Hospital" in desk.text
    assert not Agreement.objects.filter(until_on__isnull=False).exists()
    desk.press("Confirm: change them all")
    assert Agreement.objects.filter(until_on__isnull=False).count() == 4


def confirms_a_record(desk: Visitor) -> None:
    """The first of a country."""
    desk.go(f"{reverse('admin:providers_stale')}?country=KE")
    desk.press("Right as of today: Dr Saoirse O'Hallorahan")
    assert Provider.objects.get(reference="K12").confirmed_on == timezone.localdate()


def teaches_a_word(desk: Visitor) -> None:
    """A word that means another speciality is refused beside its field; a good one is understood."""
    desk.go(f"{reverse('admin:providers_words')}?speciality=dermatology")
    desk.page.locator("main input[name=word][type=text]").fill("cardiologist")
    desk.said.clear()
    desk.page.get_by_role("button", name="Add the word").click()
    desk.page.locator(".errorlist, [aria-invalid=true]").first.wait_for()
    desk.said = [said for said in desk.said if "422" not in said]
    desk.look()
    assert "already means another speciality" in desk.text
    desk.page.locator("main input[name=word][type=text]").fill("freckle wizard")
    desk.press("Add the word")
    assert "freckle wizard" in desk.text


def counts_reach(desk: Visitor, work: Callable[[], int]) -> None:
    """A job counts; the page shows it and saves it as a table."""
    desk.go(reverse("admin:providers_reach"))
    desk.press("Count now")
    assert work() >= 1
    desk.reload()
    assert "By country" in desk.text
    with desk.page.expect_download() as saved:
        desk.link("Save as a table (CSV)").click()
    assert saved.value.suggested_filename.startswith("reach-")


def corrects_a_provider(desk: Visitor) -> None:
    """A price on the provider's own page."""
    one = Provider.objects.get(reference="K1")
    desk.go(reverse("admin:providers_provider_change", args=[one.pk]))
    desk.page.locator("#prices-group .add-row a, #prices-group .addlink").first.click()
    row = "prices-0"
    desk.fill({f"{row}-amount": "45", f"{row}-from_on": timezone.localdate().isoformat()})
    desk.page.locator(f"[name={row}-benefit]").select_option("gp_consultation")
    desk.page.locator(f"[name={row}-currency]").select_option("USD")
    desk.press("Save")
    assert UsualPrice.objects.get().amount == 45


def answers_a_request(desk: Visitor) -> None:
    """What a member suggested."""
    one = ProviderRequest.objects.get()
    desk.go(reverse("admin:providers_providerrequest_changelist"))
    desk.go(reverse("admin:providers_providerrequest_change", args=[one.pk]))
    desk.fill({"state": "done", "words": "Thank you: we wrote to them."})
    desk.press("Answer")
    one.refresh_from_db()
    assert one.answer == "Thank you: we wrote to them."
