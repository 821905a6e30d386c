"""Families, accounts and colleagues of the demo, opened by the same verbs as in real life."""

import base64
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.crypto import salted_hmac

from claims.demo.reading import table
from portal.members.activation import activate, issue_code
from portal.members.identity import check_identity
from portal.members.models import ActivationCode, BankAccount, Enrolment, Family, Person, SalaryFigure, User
from portal.members.models.family import PostalAddress

ENROLLED_ON = date(2019, 2, 1)
OPENED = timedelta(days=380)
ADDRESS = {field.name for field in PostalAddress._meta.get_fields()}
FAMILY = ADDRESS | {"reference", "status", "duty_station", "currency", "settlements_online"}
PERSON = {"relation", "given_name", "family_name", "born_on", "sex", "language", "email"}


def load_people(*, now: datetime) -> dict[str, str]:
    """Make the families that are missing; returns fresh activation codes by reference, which nobody can read later."""
    codes: dict[str, str] = {}
    known = set(Family.objects.values_list("reference", flat=True))
    for row in table("people")["families"]:
        if row["reference"] not in known:
            codes |= _family(row, now)
    return codes


def load_staff(*, now: datetime) -> None:
    """Make the colleagues that are missing, each with her role and the second factor the staff pages ask for."""
    people = table("people")
    known = set(User.objects.filter(is_staff=True).values_list("reference", flat=True))
    missing = [pair for pair in [*people["staff"].items(), (people["superuser"], None)] if pair[0] not in known]
    # Hashed once for all: one hash is meant to take long.
    password = make_password(people["password"]) if missing else ""
    for reference, role in missing:
        _colleague(reference, role, password)


def load_call(*, now: datetime) -> None:
    """Somebody without e-mail called member services, and passed their questions."""
    called = Person.objects.filter(family__reference="414/10006", identity_checks=None).first()
    services = User.objects.filter(reference="services").first()
    if called and services:
        passed = ["address", "born", "cover", "name", "number"]
        check_identity(person=called, passed=passed, failed=["relatives"], by=services, now=now - timedelta(hours=3))


def second_factor_key() -> str:
    """What a colleague types into her authenticator app: another one in each checkout, the same for all of the demo."""
    return base64.b32encode(salted_hmac("claims.demo", "second factor").digest()).decode()


def code_of_this_moment() -> str:
    """The six digits an authenticator app would show now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(second_factor_key(), counter))


@transaction.atomic
def _family(row: dict[str, Any], now: datetime) -> dict[str, str]:
    family = Family.objects.create(**{name: row[name] for name in FAMILY & row.keys()})
    since = {"family": family, "from_on": ENROLLED_ON}
    SalaryFigure.objects.create(**since, **{**row["salary"], "amount": Decimal(row["salary"]["amount"])})
    if "bank" in row:
        BankAccount.objects.create(**since, **row["bank"])
    codes = {}
    for number, facts in enumerate(row["people"]):
        fields = {"relation": Person.Relation.PARTICIPANT, **{name: facts[name] for name in PERSON & facts.keys()}}
        person = Person.objects.create(family=family, number=number, **fields)
        Enrolment.objects.create(person=person, from_on=ENROLLED_ON)
        if facts.get("account"):
            _open_account(person, now - OPENED)
        elif number == 0:
            codes[person.reference] = issue_code(person=person, by=None, now=now)
    return codes


def _open_account(person: Person, now: datetime) -> None:
    issue_code(person=person, by=None, now=now, sent_by=ActivationCode.SentBy.LETTER)
    code = person.activation_codes.get()
    activate(code_id=code.pk, password=table("people")["password"], by=None, now=now + timedelta(days=3))


@transaction.atomic
def _colleague(reference: str, role: str | None, password: str) -> None:
    user = User.objects.create(reference=reference, password=password, is_staff=True, is_superuser=role is None)
    if role:
        user.groups.add(Group.objects.get(name=role))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(second_factor_key())})
