"""Reminders of deadlines: before they pass, each once, to whoever may see it; the days are the office's."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4, uuid5

import pytest
from django.test import Client
from django.urls import reverse

from approvals.models import PriorApproval
from claims.adjudication import settle
from claims.models import Adjustment, Claim
from portal.entitlements.at_home import plan_at_home
from portal.entitlements.reminders import order_reminders, remind
from portal.entitlements.rights import rights_of
from portal.entitlements.standing import read_standing
from portal.home.saying import Need, Reader
from portal.members.models import AuditEntry, Person
from portal.notices.models import Notice, ReminderRules
from portal.post.models import Dispatch
from portal.work import jobs
from tests.appeals.conftest import mailed
from tests.claims.conftest import clock as clock
from tests.claims.conftest import drafted as drafted
from tests.claims.conftest import figures as figures
from tests.claims.conftest import line
from tests.claims.conftest import private as private
from tests.claims.conftest import sent as sent
from tests.claims.conftest import still_bell as still_bell
from tests.claims.pages import Page
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("clock", "still_bell", "private", "figures")
Drafted = Callable[..., Claim]


def test_a_deadline_is_told_once_before_it_passes(
    ana: Person, ben: Person, dario: Person, drafted: Drafted, now: datetime
) -> None:
    claim = drafted(line(service_on=date(2025, 12, 6)))  # to be sent by 6 December 2026: in 16 days
    assert remind(family_id=ana.family_id, now=now) == 0
    for days in (2, 3, 3, 8):
        remind(family_id=ana.family_id, now=now + timedelta(days=days))
    (notice,) = Notice.objects.filter(what="deadline-reminder")
    assert (notice.reader, notice.link) == (ana, reverse("claims:check", args=[claim.pk]))
    assert "6 December 2026" in notice.words
    (mail,) = Dispatch.objects.filter(kind="deadline-reminder")
    assert "6 December 2026" in mail.body_text
    assert "claim" not in mail.body_text.casefold()


def test_a_child_s_deadline_is_told_to_each_parent_in_her_own_language(
    ana: Person, ben: Person, carla: Person, now: datetime
) -> None:
    ben.language = "fr"
    ben.save()
    facts = {"decided_by": make_staff("doctor"), "decided_at": now, "outcome": "approved"}
    day = {"from_on": date(2026, 10, 1), "until_on": date(2026, 11, 30)}
    PriorApproval.objects.create(person=carla, benefit="physiotherapy", **day, **facts)
    remind(family_id=ana.family_id, now=now)
    words = {notice.reader: notice.words for notice in Notice.objects.filter(what="deadline-reminder")}
    assert words.keys() == {ana, ben}
    assert "30 November 2026" in words[ana]
    assert "30 novembre 2026" in words[ben]


def test_the_office_says_how_many_days_before(
    ana: Person, drafted: Drafted, now: datetime, staff_client: Callable[..., Client]
) -> None:
    drafted(line(service_on=date(2025, 12, 20)))
    assert remind(family_id=ana.family_id, now=now) == 0
    analyst = staff_client("plan analyst")
    analyst.post(reverse("admin:notices_reminderrules_add"), {"days": "30", "why": "people asked for more time"})
    assert ReminderRules.in_force().days == 30
    assert AuditEntry.objects.get(act="reminderrules.written").detail == {"days": "14 → 30"}
    assert remind(family_id=ana.family_id, now=now) == 1
    assert staff_client("assessor").get(reverse("admin:notices_reminderrules_add")).status_code == 403


def test_the_daily_order_goes_to_families_that_sign_in(ana: Person, drafted: Drafted, now: datetime) -> None:
    drafted(line(service_on=date(2025, 11, 24)))
    for _twice in range(2):
        assert order_reminders(now=now) == 1
        jobs.drain(now)
    assert Notice.objects.filter(what="deadline-reminder").count() == 1


def test_a_family_that_is_gone_is_a_normal_end(client: Client, ana: Person, now: datetime) -> None:
    assert remind(family_id=uuid4(), now=now) == 0


def test_several_deadlines_are_one_mail_a_day(ana: Person, drafted: Drafted, now: datetime) -> None:
    for day in (24, 26, 28):
        drafted(line(service_on=date(2025, 11, day)))
    for _twice in range(2):
        remind(family_id=ana.family_id, now=now)
    assert Notice.objects.filter(what="deadline-reminder").count() == 3
    (mail,) = Dispatch.objects.filter(kind="deadline-reminder")
    assert "24 November 2026" in mail.body_text


def noted(claim: Claim, now: datetime) -> None:
    """Settled, and its note received that day."""
    settle(claim_id=claim.pk, now=now)
    mailed(claim.settlements.get(), now)


def reminders(person: Person) -> list[Notice]:
    return list(Notice.objects.filter(what="deadline-reminder", reader=person))


def called_at_home(person: Person, now: datetime) -> list[str]:
    """What the first page says of days that pass soon."""
    assert person.user
    said = plan_at_home(Reader(person, person.user, (person,), now.date(), now))
    return [need.sentence for need in said if isinstance(need, Need)]


NEAR = timedelta(days=50)  # ten days before the last of the sixty to appeal


def test_nobody_is_reminded_to_dispute_the_plan_s_ordinary_share(
    ana: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    noted(sent(line()), now)  # a visit, paid at 80%
    remind(family_id=ana.family_id, now=now + NEAR)
    assert not reminders(ana)
    assert not called_at_home(ana, now + NEAR)
    standing = read_standing(ana.family, (now + NEAR).date())
    titles = [one.title for one in rights_of(standing, [ana], with_family=False)]
    assert "Last day to dispute a decision" in titles, "she may all the same, and the list says so"


def test_what_was_refused_or_cut_for_another_reason_is_reminded_of(
    ana: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    claim = sent(line(benefit="rx_general", prescribed_on=None))
    noted(claim, now)
    assert {cut.reason for cut in Adjustment.objects.all()} == {"prescription_missing"}
    remind(family_id=ana.family_id, now=now + NEAR)
    assert [one.link for one in reminders(ana)] == [reverse("claims:status", args=[claim.pk])]
    assert called_at_home(ana, now + NEAR) == ["Last day to dispute a decision"]


def test_several_of_one_day_are_one_notice_and_none_is_told_again(
    ana: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    claims = [sent(line(benefit="rx_general", prescribed_on=None, charged=Decimal(50 + more))) for more in range(3)]
    for minute, claim in enumerate(claims):
        noted(claim, now + timedelta(minutes=minute))
    for _twice in range(2):
        remind(family_id=ana.family_id, now=now + NEAR)
    assert [one.link for one in reminders(ana)] == [reverse("entitlements:rights")]
    assert "Last day to dispute a decision" in reminders(ana)[0].words
    for claim in claims[:2]:
        claim.settlements.update(superseded_at=now)
    remind(family_id=ana.family_id, now=now + NEAR + timedelta(days=1))
    assert len(reminders(ana)) == 1


def test_two_people_s_deadlines_of_one_day_stay_apart(
    ana: Person, ben: Person, carla: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    for minute, patient in enumerate((ana, carla)):
        noted(sent(line(benefit="rx_general", prescribed_on=None), patient=patient), now + timedelta(minutes=minute))
    remind(family_id=ana.family_id, now=now + NEAR)
    assert {one.about for one in reminders(ana)} == {ana, carla}
    assert {one.about for one in reminders(ben)} == {carla}


def prescribed(patient: Person, sent: Callable[..., Claim]) -> None:
    """Medicines on a prescription of a year ago less ten days."""
    sent(line(benefit="rx_general", prescribed_on=date(2025, 11, 30)), patient=patient, by=patient.user)


def test_each_person_s_prescription_that_ends_the_same_day_is_told(
    ana: Person, ben: Person, carla: Person, ana_client: Client, sent: Callable[..., Claim], now: datetime
) -> None:
    for patient in (ana, ben):
        prescribed(patient, sent)
    sent(line(benefit="rx_general", prescribed_on=date(2025, 11, 30)), patient=carla)
    for _twice in range(2):
        remind(family_id=ana.family_id, now=now)
    assert sorted(one.about.given_name for one in reminders(ana) if one.about) == ["Ana", "Carla"]
    assert sorted(one.about.given_name for one in reminders(ben) if one.about) == ["Ben", "Carla"]
    assert len({(one.words, one.link) for one in reminders(ana)}) == 1, "the same day and page, and two people"
    listed = Page(ana_client.get(reverse("notices:list"))).text
    assert listed.count("A prescription ends: Prescribed medicines") >= 2
    mailed_to = sorted(one.recipient for one in Dispatch.objects.filter(kind="deadline-reminder"))
    assert mailed_to == ["ana@example.org", "ben@example.org"], "one mail a day each"


def test_what_was_told_before_keys_said_whose_day_it_is_is_not_told_again(
    ana: Person, carla: Person, sent: Callable[..., Claim], now: datetime
) -> None:
    for patient in (ana, carla):
        sent(line(benefit="rx_general", prescribed_on=date(2025, 11, 30)), patient=patient)
    link, on = reverse("entitlements:benefit", args=["rx_general"]), date(2026, 11, 30)
    facts = {"what": "deadline-reminder", "topic": "deadlines", "link": link, "at": now - timedelta(days=1)}
    Notice.objects.create(reader=ana, about=ana, key=uuid5(ana.pk, f"{link} {on.isoformat()}"), **facts)
    remind(family_id=ana.family_id, now=now)
    assert sorted(one.about.given_name for one in reminders(ana) if one.about) == ["Ana", "Carla"]
