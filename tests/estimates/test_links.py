"""Links: for one estimate, expiring, revocable, renewed, guessed; and the clock of the request that waits for them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from approvals.clock import clock_of
from approvals.estimates import refusals
from approvals.estimates.drafts import Said, write_draft
from approvals.estimates.links import MISSES, end_by_clock, known_link, make_link, open_link, renew_link, revoke_link
from approvals.estimates.models import CostEstimate, EstimateLink, EstimateRules
from approvals.models import CareRequest, RequestRules
from approvals.requests import withdraw_request
from portal.members.models import User
from portal.post.models import Dispatch
from portal.work.jobs import drain
from portal.work.models import Job
from tests.claims.pages import Page
from tests.estimates.conftest import FACTS, LINES, begun, page, typed

pytestmark = pytest.mark.usefixtures("private", "still_bell")
Asked = Callable[..., tuple[EstimateLink, str]]
Filled = Callable[..., CostEstimate]
DAY = timedelta(days=1)


def test_the_token_is_told_once(asked: Asked) -> None:
    link, token = asked()
    assert len(token) >= 43
    assert token not in repr(list(EstimateLink.objects.values_list()))
    assert known_link(token) == link
    assert known_link(token[:-1]) is None


@pytest.mark.usefixtures("clock")
def test_all_that_is_not_open_looks_alike(asked: Asked, care: CareRequest, now: datetime) -> None:
    revoked, expired, ended = (asked() for _link in range(3))
    revoke_link(link_id=revoked[0].pk, by=care.asked_by, now=now)
    EstimateLink.objects.filter(pk=expired[0].pk).update(expires_at=now, created_at=now - DAY)
    pages = [Client().get(page(token)) for token in ("x" * 43, revoked[1], expired[1])]
    withdraw_request(request_id=care.pk, by=care.asked_by, now=now)
    pages.append(Client().get(page(ended[1])))
    assert [answer.status_code for answer in pages] == [404] * 4
    assert len({Page(answer).texts["main"] for answer in pages}) == 1
    for token in (revoked[1], expired[1], ended[1]):
        for name in ("fill", "documents", "check", "begin_parts"):
            assert Client().post(page(token, name), typed()).status_code == 404
    assert not CostEstimate.objects.exists()


@pytest.mark.usefixtures("clock")
def test_guessing_ends_soon_and_harms_nobody_else(asked: Asked) -> None:
    _link, token = asked()
    guesses = [Client().get(page(f"guess-{number}")).status_code for number in range(MISSES.most + 2)]
    assert guesses == [404] * MISSES.most + [429] * 2
    assert Client().get(page(token)).status_code == 200, "who has the address is let in from the same network"


@pytest.mark.usefixtures("clock")
def test_used_twice_it_shows_the_receipt_only(asked: Asked) -> None:
    _link, token = asked()
    client = begun(token)
    client.post(page(token), typed())
    client.post(page(token, "check"), {"checked": Page(client.get(page(token, "check"))).value("checked")})
    number = CostEstimate.objects.get().number
    for name in ("fill", "documents", "check"):
        answer = Client().post(page(token, name), typed(**{"line-0-unit_price": "1"}))
        assert number in answer.content.decode()
        assert "90,000" not in answer.content.decode()
    assert CostEstimate.objects.get().total == 160000


def test_a_link_lasts_as_long_as_the_office_says(asked: Asked, officer: User, now: datetime) -> None:
    EstimateRules.objects.create(link_days=3, live_links=1, links_a_day=2, why="trial", by=officer, at=now)
    link, token = asked()
    assert link.expires_at == now + 3 * DAY
    with pytest.raises(refusals.TooManyLinks):
        asked()
    with time_machine.travel(now + 3 * DAY - timedelta(seconds=9)):
        assert Client().get(page(token)).status_code == 200
    with time_machine.travel(now + 3 * DAY):
        assert Client().get(page(token)).status_code == 404
    revoke_link(link_id=link.pk, by=officer, now=now)
    asked()
    revoke_link(link_id=EstimateLink.objects.latest("created_at", "expires_at").pk, by=officer, now=now)
    EstimateLink.objects.update(revoked_at=now)
    with pytest.raises(refusals.TooManyToday):
        asked()


def test_an_ended_request_asks_nobody(asked: Asked, care: CareRequest, now: datetime) -> None:
    withdraw_request(request_id=care.pk, by=care.asked_by, now=now)
    with pytest.raises(refusals.RequestEnded):
        asked()


def test_the_mail_tells_the_patient_and_nothing_medical(asked: Asked, care: CareRequest) -> None:
    _link, token = asked(email="billing@riverside.example", send=True, hint="MRN 4711", language="fr")
    mail = Dispatch.objects.get(kind="estimate-link")
    text = mail.body_text + mail.body_html
    assert (mail.recipient, mail.language) == ("billing@riverside.example", "fr")
    assert page(token) in mail.body_text
    assert all(word in text for word in ("A. ", str(care.person.born_on.year), "20 décembre 2026", "MRN 4711"))
    secret = ("Gallstones", "gallbladder", care.person.family_name, care.number, "414/", "MRN", str(care.pk))
    assert not any(word in text for word in secret if word != "MRN")
    assert not any(word in mail.subject for word in (*secret, "A. "))


def test_a_wrong_address_makes_no_link(asked: Asked) -> None:
    for said, problem in (({"email": ""}, refusals.AddressMissing), ({"email": "no mail"}, refusals.UnusableEmail)):
        with pytest.raises(problem):
            asked(send=True, **said)
    assert not EstimateLink.objects.exists()
    assert not Job.objects.filter(kind="estimates.expire").exists()


def test_the_clock_stands_while_somebody_fills_it_in(
    asked: Asked, filled: Filled, care: CareRequest, now: datetime
) -> None:
    asked()
    care.refresh_from_db()
    assert care.state == CareRequest.State.PROVIDER
    later = now + timedelta(hours=30)
    standing = clock_of(care, rules=RequestRules.objects.in_force(), now=later)
    assert standing
    assert (standing.stands, standing.left) == (True, timedelta(hours=48))
    filled(at=later)
    care.refresh_from_db()
    assert (care.state, care.due_at) == (CareRequest.State.SENT, later + timedelta(hours=48))
    asked()
    care.refresh_from_db()
    assert care.state == CareRequest.State.SENT, "a second estimate holds nothing up"


def test_it_does_not_stand_when_the_cost_is_known(
    sent: Callable[..., CareRequest], asked: Asked, now: datetime
) -> None:
    care = sent(estimated=1000, currency="USD")
    asked(request_id=care.pk)
    care.refresh_from_db()
    assert care.state == CareRequest.State.SENT


def test_it_goes_on_when_the_last_link_ends(asked: Asked, care: CareRequest, now: datetime) -> None:
    first, _one = asked()
    second, _two = asked()
    revoke_link(link_id=first.pk, by=care.asked_by, now=now)
    care.refresh_from_db()
    assert care.state == CareRequest.State.PROVIDER
    end_by_clock(link_id=second.pk, now=now + DAY)
    care.refresh_from_db()
    assert care.state == CareRequest.State.PROVIDER, "its days are not over"
    drain(second.expires_at + timedelta(minutes=1))
    care.refresh_from_db()
    assert care.state == CareRequest.State.SENT


def test_renewed_it_has_another_address_and_what_was_typed(asked: Asked, care: CareRequest, now: datetime) -> None:
    old, token = asked(email="billing@riverside.example", send=True)
    draft = open_link(link_id=old.pk, now=now)
    write_draft(estimate_id=draft.pk, said=Said({"nights": "3"}), now=now)
    fresh, other = renew_link(link_id=old.pk, by=care.asked_by, now=now + DAY)
    old.refresh_from_db()
    assert (old.state_at(now + DAY), fresh.state_at(now + DAY)) == ("revoked", "sent")
    assert CostEstimate.objects.get().link == fresh
    assert Dispatch.objects.filter(kind="estimate-link").count() == 2
    care.refresh_from_db()
    assert care.state == CareRequest.State.PROVIDER
    with time_machine.travel(now + DAY):
        assert Client().get(page(token)).status_code == 404
        assert Page(Client().get(page(other))).value("nights") == "3"


def test_a_new_estimate_replaces_the_one_before(filled: Filled, asked: Asked, now: datetime) -> None:
    one = filled()
    surgeon = filled(provider_name="Dr Otieno")
    other = filled(lines=LINES[:1], at=now + DAY)
    one.refresh_from_db()
    surgeon.refresh_from_db()
    assert (one.replaced_by, surgeon.replaced_by, other.replaced_by) == (other, None, None)
    assert (one.total, one.lines.count()) == (160000, 3)
    assert FACTS["nights"] == 3


def test_a_draft_ends_with_its_link(asked: Asked, care: CareRequest, now: datetime) -> None:
    link, _token = asked()
    draft = open_link(link_id=link.pk, now=now)
    revoke_link(link_id=link.pk, by=care.asked_by, now=now)
    with pytest.raises(refusals.LinkGone):
        write_draft(estimate_id=draft.pk, said=Said(), now=now)
    with pytest.raises(refusals.LinkGone):
        open_link(link_id=link.pk, now=now)
    assert make_link(request_id=care.pk, provider_name="Other", language="en", by=care.asked_by, now=now), (
        "another may be asked"
    )
