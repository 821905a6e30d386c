"""The desk's pages about providers: who may write them, and that a change is on the trail."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.members.models import AuditEntry
from providers.models import Agreement, Provider

ADD = "/admin/providers/provider/add/"
Staff = Callable[..., Any]
TYPED = {
    "name": "Jacaranda Hill Hospital",
    "kind": "hospital",
    "country": "KE",
    "city": "Nairobi",
    "agreements-TOTAL_FORMS": "1",
    "agreements-INITIAL_FORMS": "0",
    "agreements-0-from_on": "2026-01-01",
    "agreements-0-accepts_price_levels": "on",
    "prices-TOTAL_FORMS": "0",
    "prices-INITIAL_FORMS": "0",
}


def test_provider_relations_add_a_provider_with_an_agreement(staff_client: Staff) -> None:
    client = staff_client("provider relations")
    answer = client.post(ADD, TYPED)
    assert answer.status_code == 302, answer.context["errors"]
    assert Provider.objects.get().agreements.get().accepts_price_levels
    assert AuditEntry.objects.get(act="provider.added").by == client.user


@pytest.mark.parametrize("role", ["assessor", "finance", "auditor", "plan analyst"])
def test_nobody_else_writes_them(staff_client: Staff, role: str) -> None:
    assert staff_client(role).post(ADD, TYPED).status_code == 403
    assert not Agreement.objects.exists()


def test_a_provider_is_not_deleted(staff_client: Staff) -> None:
    provider = Provider.objects.create(name="Marula Pharmacy", kind="pharmacy", country="KE", city="Nairobi")
    client = staff_client(is_superuser=True)
    assert client.post(f"/admin/providers/provider/{provider.pk}/delete/", {"post": "yes"}).status_code == 403
