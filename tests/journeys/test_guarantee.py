"""The desk decides a guarantee of payment, the member reads it, and the hospital checks it and confirms the stay."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from approvals.guarantees.models import Guarantee, Stay
from approvals.models import CareRequest
from portal.members.models import Person
from tests.approvals.conftest import drafted, sent  # noqa: F401 — fixtures
from tests.browser import needs_chromium
from tests.journeys.test_desk import at_desk
from tests.journeys.visitor import Visitor
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, needs_chromium, pytest.mark.usefixtures("figures")]


def test_from_the_desk_to_the_discharge(
    visit: Callable[..., Visitor],
    sent: Callable[..., CareRequest],  # noqa: F811
    ana: Person,
    work: Callable[[], int],
    now: datetime,
) -> None:
    today = now.date()
    stay = {"kind": "day_surgery", "from_on": today, "until_on": today}
    care = sent(**stay, estimated=Decimal(1500), currency="USD")
    decides(at_desk(visit, "guarantee desk", album="guarantee-desk"), care)
    assert work()
    guarantee = Guarantee.objects.get()
    assert guarantee.guaranteed == Decimal(1200)

    member = visit(language="ar", album="guarantee")
    member.go(reverse("guarantees:list"))
    member.sign_in("414/20001", PASSWORD)
    assert guarantee.number in member.text
    member.go(reverse("guarantees:guarantee", args=[guarantee.pk]))
    assert guarantee.number in member.text

    hospital = visit(language="ar", album="guarantee-checked")
    confirms(hospital, guarantee)
    member.reload()
    kinds = set(guarantee.stays.values_list("kind", flat=True))
    assert kinds == {Stay.Kind.ADMISSION, Stay.Kind.DISCHARGE}


def decides(desk: Visitor, care: CareRequest) -> None:
    """The split follows each correction; what was looked at is issued."""
    desk.go(reverse("admin:guarantees_guarantee_changelist"))
    desk.go(reverse("admin:guarantees_guarantee_decide", args=[care.pk]))
    desk.page.locator("[name=form-0-benefit]").select_option("gp_consultation")
    desk.page.locator("[name=form-0-charged]").fill("2000")
    desk.page.locator("[name=form-0-charged]").blur()
    desk.page.get_by_text("1,600.00 USD").first.wait_for()
    desk.page.locator("[name=form-0-charged]").fill("1500")
    desk.page.locator("[name=form-0-charged]").blur()
    desk.page.get_by_text("1,200.00 USD").first.wait_for()
    desk.look()
    desk.press("Issue the guarantee")
    assert "Issued. The papers are being written." in desk.page.content()


def confirms(hospital: Visitor, guarantee: Guarantee) -> None:
    """A wrong code first; then admission and discharge with the right one."""
    hospital.go(reverse("guarantees:verify", args=[guarantee.seal]))
    for code, kind in (("0000-0000", "admission"), (guarantee.code, "admission"), (guarantee.code, "discharge")):
        hospital.page.locator(f"main [name=kind][value={kind}]").check()
        hospital.fill({"code": code, "on": guarantee.valid_from.isoformat()})
        hospital.press("Confirm")
