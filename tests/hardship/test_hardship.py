"""Near the maximum one is told once; above it a joint decision lets the engine pay more, by proper settlements."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from claims.adjudication import settle
from claims.deciding import decided_again
from claims.hardship.cases import (
    BothSides,
    Decided,
    MayNot,
    NotBorneEnough,
    NothingAbove,
    OpenAlready,
    Side,
    open_case,
    take_position,
)
from claims.hardship.models import HardshipCase, MaximumNotice
from claims.hardship.near import look_for_maximums
from claims.models import Claim, Settlement
from portal.entitlements.models import MaximumRaise, UsageRecord
from portal.entitlements.rights import rights_of
from portal.entitlements.standing import read_standing
from portal.members.models import AuditEntry, Person, SalaryFigure, User
from portal.post.models import Dispatch
from tests.appeals.conftest import straight as straight
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import line
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("private", "still_bell", "straight")
Sent = Callable[..., Claim]
SURGERY = "hosp_outpatient_surgery_doctor_fee"


@pytest.fixture
def year(sent: Sent, ana: Person, now: datetime) -> list[Claim]:
    """Of a maximum of 12,000 she was paid 11,000, then 1,000 of 4,000, then nothing of 80; 20 of it counts."""
    SalaryFigure.objects.update(amount=Decimal(30))  # so that the family's limit is 15
    claims = [sent(line(benefit=SURGERY, charged=Decimal(amount))) for amount in (11000, 4000)]
    claims.append(sent(line(charged=Decimal(100))))
    for claim in claims:
        settle(claim_id=claim.pk, now=now)
    return claims


@pytest.fixture
def sides(db: None) -> tuple[User, User]:
    return make_staff("eva", "assessor"), make_staff("unhq", "insurance service")


def paid() -> list[int]:
    """What each claim is paid now, as they were sent."""
    live = Settlement.objects.live().order_by("claim__submitted_at", "claim__number")
    return sorted(int(one.reimbursed) for one in live)


def test_near_the_maximum_is_told_once(year: list[Claim], ana: Person, now: datetime) -> None:
    assert [notice.percent for notice in look_for_maximums(now=now)] == [80, 100]
    assert look_for_maximums(now=now) == []
    assert Dispatch.objects.filter(kind="maximum-news").count() == 1
    assert AuditEntry.objects.get(act="maximum.near").person == ana.pk
    standing = read_standing(ana.family, now.date())
    titles = [one.title for one in rights_of(standing, [ana], with_family=True)]
    assert "The overall maximum of 2026 is reached" in titles


def test_a_joint_decision_lets_the_engine_pay_more(
    year: list[Claim], ana: Person, sides: tuple[User, User], now: datetime
) -> None:
    eva, client = sides
    assert paid() == [0, 1000, 11000]
    case = open_case(person=ana, year=2026, words="We cannot bear it.", by=ana.user, now=now)
    assert (case.beyond, case.borne, case.limit) == (3080, 20, 15)
    with pytest.raises(OpenAlready):
        open_case(person=ana, year=2026, words="Again.", by=ana.user, now=now)
    yes = {"case_id": case.pk, "amount": Decimal(3030), "words": "It is very exceptional.", "now": now}
    with pytest.raises(MayNot):
        take_position(**yes, side=Side.CLIENT, by=eva)
    assert take_position(**yes, side=Side.ADMINISTRATOR, by=eva).state == "open"
    assert take_position(**{**yes, "amount": Decimal(500)}, side=Side.CLIENT, by=client).state == "open", "they differ"
    assert paid() == [0, 1000, 11000]
    assert take_position(**yes, side=Side.CLIENT, by=client).state == "granted"
    # Sent at one moment, so either of the two may come first; what is granted is never passed.
    assert paid() in ([30, 4000, 11000], [80, 3950, 11000])
    assert MaximumRaise.objects.get().amount == 3030
    assert UsageRecord.objects.aggregate(total=Sum("reimbursed"))["total"] == 15030
    for new in Settlement.objects.live():
        again = [one.reimbursed for one in decided_again(new.decision)]
        assert again == [new.reimbursed], "from its stored facts"
    assert AuditEntry.objects.filter(act="settlement.replaced", detail__why="hardship").count() == 2
    with pytest.raises(Decided):
        take_position(**yes, side=Side.ADMINISTRATOR, by=eva)
    assert Dispatch.objects.filter(kind="maximum-news").count() == 1, "she is told that there is news"


def test_both_sides_are_two_people_and_both_may_say_no(
    year: list[Claim], ana: Person, sides: tuple[User, User], now: datetime
) -> None:
    eva, client = sides
    both = make_staff("both", "assessor", "insurance service")
    case = open_case(person=ana, year=2026, words="Please.", by=eva, now=now)
    no = {"case_id": case.pk, "amount": Decimal(0), "words": "It is within her means.", "now": now}
    take_position(**no, side=Side.ADMINISTRATOR, by=both)
    with pytest.raises(BothSides):
        take_position(**no, side=Side.CLIENT, by=both)
    assert take_position(**no, side=Side.CLIENT, by=client).state == "refused"
    assert (paid(), MaximumRaise.objects.count()) == ([0, 1000, 11000], 0)


def test_only_once_the_family_bore_enough(year: list[Claim], ana: Person, carla: Person, now: datetime) -> None:
    with pytest.raises(NothingAbove):
        open_case(person=carla, year=2026, words="Please.", by=ana.user, now=now)
    SalaryFigure.objects.update(amount=Decimal(5000))
    with pytest.raises(NotBorneEnough):
        open_case(person=ana, year=2026, words="Please.", by=ana.user, now=now)
    assert not HardshipCase.objects.exists()


def test_pages_of_the_member_and_of_the_two_sides(
    year: list[Claim],
    ana: Person,
    ana_client: Client,
    stranger_client: Client,
    staff_client: Callable[..., Client],
    clock: None,
    now: datetime,
) -> None:
    look_for_maximums(now=now)
    ask = reverse("hardship:ask", args=[ana.pk, 2026])
    assert ask in ana_client.get(reverse("hardship:year")).content.decode()
    assert stranger_client.get(ask).status_code == 404
    assert ana_client.post(ask, {"words": ""}).status_code == 200
    assert ana_client.post(ask, {"words": "We cannot bear it."}).status_code == 302
    case = HardshipCase.objects.get()
    assert case.number in ana_client.get(reverse("hardship:year")).content.decode()
    screen = reverse("admin:hardship_hardshipcase_change", args=[case.pk])
    for role, side in (("assessor", "administrator"), ("insurance service", "client")):
        desk = staff_client(role)
        assert "We cannot bear it." in desk.get(screen).content.decode()
        assert desk.get("/admin/hardship/maximumnotice/").status_code == 200
        word = {f"{side}-amount": "3080", f"{side}-words": "It is exceptional."}
        assert desk.post(reverse("admin:hardship_hardshipcase_position", args=[case.pk, side]), word).status_code == 302
    assert HardshipCase.objects.get().state == "granted"
    assert "Granted" in ana_client.get(reverse("hardship:year")).content.decode()
    finance = staff_client("finance")
    assert finance.get(screen).status_code in (403, 404)
    notice = MaximumNotice.objects.first()
    assert notice
    assert finance.get(reverse("admin:hardship_hardshipcase_open", args=[notice.pk])).status_code == 404
