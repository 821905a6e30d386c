"""The people every test knows: Ana, her family, and a stranger. Builders make more of them where a test needs it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group

from portal.members.models import BankAccount, Enrolment, Family, Person, SalaryFigure, User

PASSWORD = "an olive tree beside the harbour"


def make_family(reference: str = "414/20001", **fields: Any) -> Family:
    """A family of an active member in Kenya, reimbursed in dollars."""
    return Family.objects.create(reference=reference, **{"duty_station": "KE", "country": "KE", **fields})


def make_person(family: Family, relation: str = "participant", *, account: bool = False, **fields: Any) -> Person:
    """Somebody in `family`, enrolled since 2020 unless `enrolled_on=None`; `account` gives a sign-in with PASSWORD."""
    enrolled_on = fields.pop("enrolled_on", date(2020, 1, 1))
    taken = Person.objects.filter(family=family).count()
    number = 0 if relation == "participant" else max(taken, 1)
    facts = {"given_name": "Ana", "family_name": "Otieno", "born_on": date(1980, 3, 14), "sex": "F", "number": number}
    person = Person.objects.create(family=family, relation=relation, **{**facts, **fields})
    if enrolled_on:
        Enrolment.objects.create(person=person, from_on=enrolled_on)
    if account:
        person.user = User.objects.create_user(person.reference, PASSWORD, email=person.email)
        person.save()
    return person


def make_salary(family: Family, amount: str = "5000", **fields: Any) -> SalaryFigure:
    """A monthly net base salary in dollars since 2020."""
    facts: dict[str, Any] = {"kind": SalaryFigure.Kind.NET_BASE, "currency": "USD", "from_on": date(2020, 1, 1)}
    return SalaryFigure.objects.create(family=family, amount=Decimal(amount), **{**facts, **fields})


def make_account(family: Family, account: str = "BE71096123456769") -> BankAccount:
    """An account that money can be sent to, so that nobody is asked for one."""
    facts = {"holder": "Ana Otieno", "country": "BE", "currency": "EUR", "from_on": date(2020, 1, 1)}
    return BankAccount.objects.create(family=family, account=account, **facts)


def make_staff(reference: str = "desk", *roles: str, **fields: Any) -> User:
    """A colleague of the administrator, in the groups of `roles` (see portal.members.roles)."""
    user = User.objects.create_user(reference, PASSWORD, **{"is_staff": True, **fields})
    user.groups.set(Group.objects.filter(name__in=roles))
    return user
