"""The provider network of the demo: usual prices, records long not confirmed, and requests that wait at two desks."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from claims.demo.reading import table
from claims.demo.story import form_key, moment
from portal.members.models import Person, User
from providers.asking import answer, ask
from providers.models import Provider, ProviderRequest, UsualPrice

PRICED_AGO, OLD_AGO = 200, 500


def load_network(*, now: datetime) -> None:
    """Add what is missing."""
    _prices(now)
    for row in table("network")["requests"]:
        if not ProviderRequest.objects.filter(form_key=form_key(row["key"])).exists():
            _request(row, now)
    # Some were confirmed, but so long ago that somebody should ask again.
    old = (now - timedelta(days=OLD_AGO)).date()
    for name in ("Highlands Laboratory", "Clear View Opticians", "Consulta Dr. Barriga"):
        for provider in Provider.objects.filter(name=name, reference="", confirmed_on=None):
            provider.confirmed_on = old
            provider.save(update_fields=["confirmed_on"])


def _prices(now: datetime) -> None:
    rows, from_on = table("network"), (now - timedelta(days=PRICED_AGO)).date()
    known = {one.name: one for one in Provider.objects.filter(name__in=[row["provider"] for row in rows["prices"]])}
    wanted = [(known[row["provider"]], row["benefit"], row["amount"], row["currency"]) for row in rows["prices"]]
    for row in rows["practices"]:
        practices = Provider.objects.filter(country=row["country"], kind=Provider.Kind.PRACTICE).order_by("reference")
        wanted += [
            (provider, row["benefit"], amount, row["currency"])
            for provider, amount in zip(practices[: len(row["amounts"])], row["amounts"], strict=False)
        ]
    priced = set(UsualPrice.objects.values_list("provider_id", "benefit"))
    UsualPrice.objects.bulk_create(
        UsualPrice(provider=provider, benefit=benefit, amount=Decimal(amount), currency=currency, from_on=from_on)
        for provider, benefit, amount, currency in wanted
        if (provider.pk, benefit) not in priced
    )


def _request(row: dict[str, Any], now: datetime) -> None:
    person = Person.objects.get(family__reference=row["family"], number=0)
    if person.user is None:
        return  # her account is not open yet
    at = moment(now, row["ago"], 10)
    told: dict[str, Any] = {name: row.get(name, "") for name in ("name", "city", "country", "contact", "care", "words")}
    if "planned" in row:
        told["planned_on"] = (now + timedelta(days=row["planned"])).date()
    provider = Provider.objects.get(name=row["provider"], reference="") if "provider" in row else None
    who: dict[str, Any] = {"person": person, "provider": provider, "by": person.user}
    made = ask(kind=row["kind"], **who, form_key=form_key(row["key"]), now=at, **told)
    if "answer" in row:
        by = User.objects.get_by_natural_key("providers")
        answer(request_id=made.pk, state=row["state"], words=row["answer"], by=by, now=at + timedelta(days=2))
