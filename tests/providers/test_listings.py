"""What the search knows of a provider follows what is saved, in the same transaction."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from providers.listings import look_at_days, rebuild
from providers.models import Agreement, Listing, Practitioner, Provider, Word
from providers.specialities import SPECIALITIES

pytestmark = pytest.mark.django_db
TODAY = date.today()  # noqa: DTZ011 - saving reads the clock too


def add(name: str = "Jacaranda Hill Hospital", **facts: Any) -> Provider:
    """A hospital in Nairobi unless told otherwise."""
    return Provider.objects.create(**{"name": name, "kind": "hospital", "country": "KE", "city": "Nairobi", **facts})


def rows(provider: Provider) -> dict[int, Listing]:
    """Its rows by speciality."""
    return {one.speciality: one for one in Listing.objects.filter(provider=provider)}


def test_a_provider_is_listed_under_each_speciality_and_once_under_any() -> None:
    provider = add(specialities="cardiology oncology", languages="en sw", latitude=-1.28, longitude=36.82)
    numbers = {SPECIALITIES[code].number for code in ("hospital_care", "cardiology", "oncology")}
    assert set(rows(provider)) == {0, *numbers}
    assert rows(provider)[0].words.split() == [
        *["jacaranda", "hill", "hospital", "nairobi", "0khospital", "0nke", "0cke_nairobi"],
        *["0shospital_care", "0scardiology", "0soncology", "0len", "0lsw"],
    ]
    provider.specialities, provider.name = "", "Acacia Hospital"
    provider.save()
    assert set(rows(provider)) == {0, SPECIALITIES["hospital_care"].number}
    assert dict(Word.objects.filter(word__in=["acacia", "jacaranda"]).values_list("word", "providers")) == {
        "acacia": 1,
        "jacaranda": 0,
    }


def test_who_works_there_is_found_there_and_a_closed_provider_is_not() -> None:
    provider = add()
    doctor = Practitioner.objects.create(
        provider=provider, name="Dr Łucja Björk", specialities="neurology", languages="pl"
    )
    assert SPECIALITIES["neurology"].number in rows(provider)
    assert {"lucja", "bjork", "0lpl"} <= set(rows(provider)[0].words.split())
    doctor.closed_on = TODAY
    doctor.save()
    assert SPECIALITIES["neurology"].number not in rows(provider)
    provider.closed_on = TODAY
    provider.save()
    assert not rows(provider)


def test_an_agreement_counts_from_its_first_day_to_its_last() -> None:
    provider = add()
    later, last = TODAY + timedelta(days=2), TODAY + timedelta(days=4)
    Agreement.objects.create(provider=provider, from_on=later, until_on=last, direct_payment=True, discount=5)
    seen = []
    for day in range(7):
        look_at_days(on=TODAY + timedelta(days=day))
        seen.append((rows(provider)[0].direct, rows(provider)[0].discount))
    assert seen == [(False, False)] * 2 + [(True, True)] * 3 + [(False, False)] * 2


def test_two_agreements_share_no_day() -> None:
    provider = add()
    Agreement.objects.create(provider=provider, from_on=date(2026, 1, 1), until_on=date(2026, 12, 31))
    with pytest.raises(IntegrityError, match="agreement_no_overlap"), transaction.atomic():
        Agreement.objects.create(provider=provider, from_on=date(2026, 12, 31))
    Agreement.objects.create(provider=provider, from_on=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("facts", "promise"),
    [
        ({"latitude": 91, "longitude": 0}, "provider_place_is_on_the_globe"),
        ({"latitude": 1}, "provider_place_is_on_the_globe"),
        ({"kind": "spa"}, "provider_kind_is_known"),
    ],
)
def test_the_database_refuses(facts: dict[str, Any], promise: str) -> None:
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Provider.objects.bulk_create(
            [Provider(number=1, **{"name": "A", "kind": "clinic", "country": "KE", "city": "B", **facts})]
        )


def test_all_can_be_built_anew() -> None:
    for name in ("Acacia Clinic", "Marula Clinic"):
        add(name, kind="clinic", latitude=-1.0, longitude=36.0)

    def told() -> list[object]:
        rows = [
            Listing.objects.order_by("pk").values(),
            Word.objects.filter(providers__gt=0).values("word", "providers"),
        ]
        return [sorted(str(row) for row in some) for some in rows]

    before = told()
    assert rebuild(on=TODAY) == 2
    assert told() == before
