"""Every form of provider relations, sent back with what nobody should send: no crash, and what is wrong is said."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, connection

from portal.members.models import Person
from providers.asking import ask
from providers.models import Agreement, Organisation, Practitioner, Provider, ProviderRequest, UsualPrice
from tests.test_every_form import TEXTS

Staff = Callable[..., Any]
PLACE = {"name": "Clinic", "kind": "clinic", "country": "KE", "city": "Nairobi"}
NO_ROWS = {f"{rows}-{name}_FORMS": "0" for rows in ("agreements", "prices") for name in ("TOTAL", "INITIAL")}
AGREED = {f"agreements-0-{name}": "" for name in ("from_on", "until_on", "direct_care", "discount", "id", "provider")}
PRICED = {f"prices-0-{name}": "" for name in ("benefit", "amount", "currency", "from_on", "id", "provider")}
_MORE = """
reference source organisation address postcode latitude longitude phone email website languages new_patients
confirmed_on closed_on opening wheelchair specialities
"""
MORE = dict.fromkeys(_MORE.split(), "")
READ = ("/bulk/", "/stale/", "/words/", "/provider/")  # what stands in their address counts
UNDER = "/admin/providers/provider"


def provider_form(**told: str) -> dict[str, str]:
    """The page of a provider as it is sent, with a row for an agreement and one for a price."""
    rows = NO_ROWS | {"agreements-TOTAL_FORMS": "1", "prices-TOTAL_FORMS": "1"}
    return {**rows, **PLACE, **MORE, **AGREED, "agreements-0-from_on": "2026-01-01", **PRICED, **told}


def naughty(controls: dict[str, str]) -> Iterator[dict[str, str]]:
    """Everything at once, then each control alone; and a row count that is none."""
    counts = {name: value for name, value in controls.items() if name.endswith("_FORMS")}
    for text in TEXTS:
        yield dict.fromkeys(controls, text) | counts
    for position, name in enumerate(controls):
        yield {**controls, name: TEXTS[position % len(TEXTS)]}
    yield dict.fromkeys(controls, "-1")


@pytest.mark.django_db
def test_no_form_of_the_desk_crashes(staff_client: Staff, ana: Person, now: Any) -> None:
    desk = staff_client("provider relations")
    desk.raise_request_exception = False
    one = Provider.objects.create(**PLACE)
    house = Organisation.objects.create(name="House")
    who = Practitioner.objects.create(name="Dr A", provider=one)
    who_asks: dict[str, Any] = {"person": ana, "provider": one, "by": ana.user, "now": now}
    asked = ask(kind="wrong", form_key=uuid4(), words="Gone", **who_asks)
    bulk = {"organisation": "", "country": "KE", "city": "", "kind": "", "act": "close", "day": "2026-12-31"}
    words = {"speciality": "dermatology", "language": "en", "act": "added", "word": "frecklist"}
    listed = {"name": "Dr B", "provider": str(one.pk)} | {name: MORE[name] for name in ("languages", "closed_on")}
    forms = {
        f"{UNDER}/{one.pk}/change/": provider_form(),
        f"{UNDER}/bulk/": {**bulk, "mark": "x"},
        f"{UNDER}/stale/": {"country": "KE"},
        f"{UNDER}/words/": words,
        f"{UNDER}/": {"_search": "clinic", "action": "", "index": "0"},
        f"/admin/providers/practitioner/{who.pk}/change/": listed,
        f"/admin/providers/organisation/{house.pk}/change/": {"name": "House", "closed_on": ""},
        "/admin/providers/providerfile/add/": {"source": "network", "is_complete": "on"},
        f"/admin/providers/providerrequest/{asked.pk}/change/": {"state": "done", "words": "x"},
    }
    wrong = []
    for at, controls in forms.items():
        for fields in naughty(controls):
            files = {"file": SimpleUploadedFile("x.csv", b"a,b\n")} if at.endswith("file/add/") else {}
            asked = [desk.get(at, fields)] if at.endswith(READ) else []
            for answer in (*asked, desk.post(at, fields | files)):
                if answer.status_code >= 500:
                    wrong.append((at, {name: text[:20] for name, text in fields.items() if text}, answer.exc_info))
    assert wrong == []
    assert ProviderRequest.objects.get().person == ana


BAD = {
    "agreements-0-from_on": "2026-02-30",
    "agreements-0-until_on": "2025-01-01",
    "agreements-0-discount": "101",
    "latitude": "91",
    "longitude": "x",
    "website": "javascript:alert(1)",
    "email": "nobody",
    "opening": "always",
    "languages": "xx",
    "country": "ZZ",
    "kind": "spa",
    "name": "",
    "confirmed_on": "yesterday",
}
BAD_PRICES = {"prices-0-amount": "-1", "prices-0-currency": "XYZ", "prices-0-benefit": "gold", "prices-0-from_on": "x"}
PRICE = {"benefit": "gp_consultation", "amount": "40", "currency": "USD", "from_on": "2026-01-01"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*BAD, *BAD_PRICES])
def test_what_is_wrong_stands_beside_its_field(staff_client: Staff, name: str) -> None:
    price = {f"prices-0-{key}": value for key, value in PRICE.items()} if name in BAD_PRICES else {}
    answer = staff_client("provider relations").post(
        f"{UNDER}/add/", provider_form(**{**price, name: {**BAD, **BAD_PRICES}[name]})
    )
    assert answer.status_code == 200
    own = answer.context["adminform"].form.errors
    rows = {
        f"{one.formset.prefix}-0-{field}": error
        for one in answer.context["inline_admin_formsets"]
        for errors in one.formset.errors
        for field, error in errors.items()
    }
    found = {**own, **rows}
    place = {"latitude", "longitude", "__all__"} if name in ("latitude", "longitude") else {name}
    until = {"agreements-0-__all__"} if name == "agreements-0-until_on" else set()
    assert found.keys() & (place | until), found
    assert not Provider.objects.exists()


@pytest.mark.django_db
def test_one_agreement_ends_where_the_next_begins_in_one_go(staff_client: Staff) -> None:
    desk, one = staff_client("provider relations"), Provider.objects.create(**PLACE)
    held = Agreement.objects.create(provider=one, from_on=date(2025, 1, 1))
    rows = NO_ROWS | {"agreements-TOTAL_FORMS": "2", "agreements-INITIAL_FORMS": "1"}
    told = {"agreements-0-id": str(held.pk), "agreements-0-provider": str(one.pk), "agreements-0-from_on": "2025-01-01"}
    fresh = {"agreements-1-provider": str(one.pk), "agreements-1-from_on": "2026-07-01"}
    at = f"{UNDER}/{one.pk}/change/"
    refused = desk.post(at, {**PLACE, **rows, **told, **fresh})
    assert refused.context["inline_admin_formsets"][0].formset.errors[1].keys() == {"from_on"}
    assert Agreement.objects.count() == 1
    done = desk.post(at, {**PLACE, **rows, **told, "agreements-0-until_on": "2026-06-30", **fresh})
    assert done.status_code == 302
    assert list(Agreement.objects.order_by("from_on").values_list("until_on", flat=True)) == [date(2026, 6, 30), None]


@pytest.mark.django_db
def test_two_prices_of_one_day_are_refused_and_a_later_one_is_kept(staff_client: Staff) -> None:
    desk, one = staff_client("provider relations"), Provider.objects.create(**PLACE)
    at = f"{UNDER}/{one.pk}/change/"
    for number, day in enumerate(("2026-01-01", "2026-01-01", "2026-06-01")):
        known = {f"prices-{at}-id": str(price.pk) for at, price in enumerate(UsualPrice.objects.all())}
        first = {f"prices-0-{name}": value for name, value in PRICE.items()} if known else {}
        row = {f"prices-{len(known)}-{name}": value for name, value in {**PRICE, "from_on": day}.items()}
        count = {"prices-TOTAL_FORMS": str(len(known) + 1), "prices-INITIAL_FORMS": str(len(known))}
        answer = desk.post(at, {**PLACE, **NO_ROWS, **count, **first, **known, **row})
        assert answer.status_code == (200 if number == 1 else 302)
    assert UsualPrice.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_agreements_at_the_same_moment_one_is_kept() -> None:
    one = Provider.objects.create(**PLACE)
    gun, refused = Barrier(2), []

    def agree(days: int) -> None:
        try:
            gun.wait(20)
            Agreement.objects.create(provider=one, from_on=date(2026, 1, 1) + timedelta(days=days))
        except (IntegrityError, OperationalError) as error:
            refused.append(type(error).__name__)
        finally:
            connection.close()

    both = [Thread(target=agree, args=(days,)) for days in (0, 40)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(refused) == 1
    assert Agreement.objects.count() == 1
