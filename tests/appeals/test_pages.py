"""The pages of an appeal: hers alone, from the settlement to what came of it; and its days in the list of rights."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from claims.appeals.models import Appeal, AppealDocument
from claims.disputes import disputes_of
from claims.models import Claim, Settlement
from claims.replacing import decide_again
from portal.entitlements.models import PriceLevel
from portal.entitlements.rights import rights_of
from portal.entitlements.standing import read_standing
from portal.members.models import Person
from tests.appeals.conftest import SURGERY, days, mailed
from tests.claims.conftest import photo
from tests.claims.pages import Page
from tests.people import make_staff

pytestmark = pytest.mark.usefixtures("private", "clock")
Appealed = Callable[..., Appeal]
WORDS = {"ground": "price", "words": "It is the only clinic."}


def test_from_the_settlement_to_the_acknowledgement(ana_client: Client, settlement: Settlement) -> None:
    surgery = settlement.lines.get(line__benefit=SURGERY)
    links = disputes_of(settlement, today=date(2026, 11, 20))
    start = links[surgery.pk, 1].link
    page = ana_client.get(reverse("claims:settlement", args=[settlement.claim_id, settlement.pk]))
    assert start in page.content.decode()
    assert "1,100.00" in Page(ana_client.get(start)).text
    assert ana_client.post(start, {"ground": "price"}).status_code == 200, "words are missing"
    answer = ana_client.post(start, WORDS)
    appeal = Appeal.objects.get()
    assert answer["Location"] == reverse("appeals:documents", args=[appeal.pk])
    assert ana_client.get(start)["Location"] == reverse("appeals:words", args=[appeal.pk]), "her draft is found again"
    ana_client.post(reverse("appeals:words", args=[appeal.pk]), {**WORDS, "words": "The only one in town."})
    documents = reverse("appeals:documents", args=[appeal.pk])
    bad = photo("bad.jpg")
    bad.file.truncate(3)
    assert "bad.jpg" in Page(ana_client.post(documents, {"documents": [photo("prices.jpg"), bad]})).text
    assert AppealDocument.objects.get().receipt in ana_client.get(documents).content.decode()
    check = reverse("appeals:check", args=[appeal.pk])
    shown = Page(ana_client.get(check))
    assert "The only one in town." in shown.text
    sent = ana_client.post(check, {"checked": shown.controls["checked"]["value"]})
    assert sent["Location"] == reverse("appeals:appeal", args=[appeal.pk])
    page_of_it = Page(ana_client.get(sent["Location"]))
    assert "19 January 2027" in page_of_it.text
    assert "60 days left" in page_of_it.text
    assert ana_client.get(start)["Location"] == sent["Location"], "twice shows the first"
    assert ana_client.post(check, {"checked": "x"})["Location"] == sent["Location"]
    after = disputes_of(settlement, today=date(2026, 11, 20))
    assert after[surgery.pk, 1].link == sent["Location"]
    assert ana_client.get(reverse("appeals:list")).content.decode().count(str(Appeal.objects.get().number)) == 1


def test_late_and_replaced_are_explained(
    ana_client: Client, settled: Claim, settlement: Settlement, now: datetime
) -> None:
    mailed(settlement, now - days(61))
    start = reverse("appeals:new", args=[settlement.pk])
    assert "The last day has passed" in Page(ana_client.get(start)).text
    ana_client.post(start, WORDS)
    appeal = Appeal.objects.get()
    check = reverse("appeals:check", args=[appeal.pk])
    checked = {"checked": appeal.changed_at.isoformat()}
    assert ana_client.post(check, {**checked, "late_words": ""}).status_code == 200, "it asks why"
    assert Appeal.objects.get().state == "draft"
    PriceLevel.objects.update(amount=1000)
    decide_again(claim_id=settled.pk, by=make_staff("eva", "assessor"), now=now)
    refused = Page(ana_client.post(check, {**checked, "late_words": "I was ill."}))
    assert "was replaced" in refused.text
    assert "1,080.00" in refused.text, "the living one"
    Appeal.objects.all().delete()
    assert "was replaced" in Page(ana_client.get(start)).text


def test_nobody_else_sees_it(
    ben_client: Client,
    stranger_client: Client,
    staff_client: Callable[..., Client],
    client: Client,
    appealed: Appealed,
    settlement: Settlement,
) -> None:
    appeal = appealed()
    evidence = appeal.documents.get()
    pages = [reverse("appeals:new", args=[settlement.pk])]
    pages += [reverse(f"appeals:{name}", args=[appeal.pk]) for name in ("appeal", "words", "check", "documents")]
    pages += [reverse("appeals:notice", args=[appeal.pk]), reverse("appeals:review", args=[appeal.pk])]
    pages += [reverse("appeals:document", args=[appeal.pk, evidence.pk])]
    staff = staff_client("finance")
    for page in pages:
        assert client.get(page).status_code == 302
        for other in (ben_client, stranger_client, staff):
            assert other.get(page).status_code == 404, page
            assert other.post(page, WORDS).status_code in (404, 405), page
    admin = reverse("admin:appeals_appeal_change", args=[appeal.pk])
    assert staff.get(admin).status_code in (403, 404)
    assert client.get(reverse("appeals:expert_documents", args=["guessed"])).status_code == 404
    assert Appeal.objects.count() == 1


def test_a_draft_is_its_author_s_alone(
    ana_client: Client, ben_client: Client, carla: Person, settlement: Settlement
) -> None:
    """The claim is of their child: both may appeal, neither reads the other's draft."""
    Claim.objects.filter(pk=settlement.claim_id).update(patient=carla)
    ana_client.post(reverse("appeals:new", args=[settlement.pk]), WORDS)
    hers = Appeal.objects.get()
    assert ben_client.get(reverse("appeals:check", args=[hers.pk])).status_code == 404
    assert ben_client.post(reverse("appeals:new", args=[settlement.pk]), WORDS).status_code == 302
    his = Appeal.objects.exclude(pk=hers.pk).get()
    sent = {"checked": his.changed_at.isoformat()}
    assert ben_client.post(reverse("appeals:check", args=[his.pk]), sent).status_code == 302
    answer = ana_client.post(reverse("appeals:check", args=[hers.pk]), {"checked": hers.changed_at.isoformat()})
    assert answer["Location"] == reverse("appeals:appeal", args=[his.pk]), "his was first; she is shown it"


def test_deadlines_stand_in_the_list_of_rights(
    ana: Person, appealed: Appealed, settlement: Settlement, now: datetime
) -> None:
    def told() -> dict[str, date | None]:
        standing = read_standing(ana.family, now.date())
        return {one.title: one.on for one in rights_of(standing, [ana], with_family=False)}

    mailed(settlement, now)
    assert told()["Last day to dispute a decision"] == date(2027, 1, 19)
    appealed(whole=True)
    later = told()
    assert "Last day to dispute a decision" not in later
    assert later["We decide on your appeal by this day"] == date(2027, 1, 19)
