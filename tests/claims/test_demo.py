"""The demo: loaded once by the real verbs, found again by every later run."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.appeals.comparing import remaining_in_dollars
from claims.appeals.models import Appeal
from claims.demo.people import code_of_this_moment
from claims.hardship.models import HardshipCase
from claims.models import Claim, Review, ReviewReason, Settlement, SettlementLine, Signature
from portal.members.models import ActivationCode, AuditEntry, Family, FamilyPermission, User
from portal.post.models import Dispatch


def load() -> str:
    words = StringIO()
    call_command("load_demo", stdout=words, stderr=StringIO())
    return words.getvalue()


def counts() -> dict[str, int]:
    """Rows of every table of ours, those of history and of jobs included."""
    ours = ("claims", "approvals", "providers", "entitlements", "members", "post", "work", "vault", "mfa", "payments")
    ours += ("appeals", "hardship", "estimates")
    return {
        model._meta.label: model._default_manager.count()
        for app in ours
        for model in apps.get_app_config(app).get_models()
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_demo_is_told_once_and_found_again() -> None:
    words = load()
    states = set(Claim.objects.filter(family__reference="414/10001").values_list("state", flat=True))
    assert states == set(Claim.State.values)
    assert set(SettlementLine.objects.values_list("outcome", flat=True)) == {"paid", "refused"}
    reasons = set(SettlementLine.objects.values_list("adjustments__reason", flat=True))
    assert reasons >= {"coinsurance", "late_claim", "prescription_missing", "reasonable_customary", "other_insurance"}
    assert not Settlement.objects.filter(note=None).exists()
    assert ReviewReason.objects.get(code="duplicate").review.claim.family.reference == "414/10002"
    waited = [one.settled_at - one.claim.submitted_at for one in Settlement.objects.select_related("claim")]
    assert len([time for time in waited if time > timedelta(minutes=10)]) == 4, (
        "the scan, the wrist and the long illness waited for a person, and one appeal was won"
    )
    assert Dispatch.objects.filter(kind="settlement-note", state="sent").exists()
    at_the_desk()
    disputed()
    among_relatives()
    assert {"assessor", "414/10001-1", "414/10003"} <= set(words.replace(",", " ").split())
    assert AuditEntry.objects.order_by("at")[0].at < AuditEntry.objects.latest("at").at
    before = counts()
    load()
    assert counts() == before
    staff_sign_in(words)


def at_the_desk() -> None:
    """One claim waits for a second signature, two for a release, two for the member (one by letter); one is late."""
    waiting = list(Review.objects.with_us().order_by("due_at"))
    assert waiting[0].due_at < timezone.now() < waiting[1].due_at
    (second,) = Review.objects.with_us().filter(reasons__code="second")
    assert Signature.objects.get(decision__claim=second.pk).by.reference == "assessor"
    alone = Review.objects.with_us().filter(reasons__code="amount").exclude(pk=second.pk)
    assert alone.count() == 2
    asked = Dispatch.objects.filter(kind="claim-question").values_list("channel", "language")
    assert set(asked) == {("email", "en"), ("letter", "es")}
    assert Settlement.objects.filter(printed__has_key="corrected").count() == 2, (
        "one before it was settled, one on appeal"
    )


def disputed() -> None:
    """One appeal won, one refused and large enough to go on, one that waits; a hardship case with one of two words."""
    assert set(Appeal.objects.values_list("state", flat=True)) == {"changed", "upheld", "waiting"}
    assert (remaining_in_dollars(Appeal.objects.get(state="upheld")) or 0) > 500
    case = HardshipCase.objects.get()
    assert (case.state, case.positions.get().side) == ("open", "administrator")


def among_relatives() -> None:
    """She sees what she sent for her husband, not what he kept; her own permission is over; a daughter is invited."""
    wife, husband = (User.objects.get(reference=reference) for reference in ("414/10001", "414/10001-1"))
    his = Claim.objects.filter(patient=husband.person)
    sent, kept = his.get(created_by=wife), his.get(is_confidential=True)
    client = Client()
    client.force_login(wife)
    seen = [client.get(reverse("claims:status", args=[claim.pk])).status_code for claim in (sent, kept)]
    assert seen == [200, 404]
    assert FamilyPermission.objects.get(giver=wife.person).ending == "taken_back"
    (code,) = ActivationCode.objects.filter(person__family=wife.person.family, used_at=None, revoked_at=None)
    assert (code.person.number, code.sent_by, code.created_by) == (4, "mail", wife)


def staff_sign_in(words: str) -> None:
    """With the printed code, as the staff pages ask for a second factor."""
    assessor = User.objects.get(reference="assessor")
    factor = TOTP(Authenticator.objects.get(user=assessor))
    assert factor.validate_code(code_of_this_moment())
    assert "--code" in words
    client = Client()
    client.force_login(assessor)
    assert client.get("/admin/").status_code == 200
    member = Family.objects.get(reference="414/10003").people.get()
    assert member.user is None
    assert member.activation_codes.get().used_at is None


def test_the_demo_stays_away_from_members_data(settings: Any) -> None:
    settings.LIVE = True
    with pytest.raises(CommandError, match="demo only"):
        call_command("load_demo")
