"""The medical consultant in the demo: requests she decided, and what she was asked in confidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from approvals.decisions import decide_approval
from approvals.models import CareRequest, PriorApproval
from approvals.needs import judged_benefit
from approvals.questions.models import Question
from approvals.questions.talking import answer, ask
from claims.demo.planned import request_key
from claims.demo.reading import table
from claims.demo.story import CONSULTANT, Event, chapter, moment, person_of
from portal.members.models import User


def question_key(key: str) -> UUID:
    """The form a question of the table was asked with: what makes loading twice find it."""
    return uuid5(NAMESPACE_URL, f"demo question: {key}")


@chapter
def consulting(now: datetime) -> Iterable[Event]:
    """What is not there yet."""
    keys = {request_key(row["key"]): row for row in table("planned")["decided"]}
    done = set(PriorApproval.objects.filter(request__form_key__in=keys).values_list("request__form_key", flat=True))
    for key, row in keys.items():
        if key not in done:
            yield Event(moment(now, row["ago"], row["hour"]), _Deciding(row, now))
    asked = {question_key(row["key"]): row for row in table("planned")["questions"]}
    known = set(Question.objects.filter(form_key__in=asked).values_list("form_key", flat=True))
    for key, row in asked.items():
        if key not in known:
            yield Event(moment(now, row["ago"], row["hour"]), _Confiding(row, now))


@dataclass(frozen=True)
class _Deciding:
    """One request approved in part."""

    row: dict[str, Any]
    now: datetime

    def __call__(self, at: datetime) -> None:
        row, today = self.row, self.now.date()
        care = CareRequest.objects.select_related("person__family").get(form_key=request_key(row["key"]))
        plan = care.person.family.plan
        decide_approval(
            person=care.person,
            care=care,
            benefit=judged_benefit(plan, kind=care.kind, benefit=care.benefit, room=care.room),
            outcome=PriorApproval.Outcome.APPROVED,
            from_on=today + timedelta(days=row["from"]),
            until_on=today + timedelta(days=row["until"]),
            is_partly=True,
            reasons=row["reasons"],
            units=row["units"],
            unit=row["unit"],
            by=User.objects.get(reference=CONSULTANT),
            now=at,
        )


@dataclass(frozen=True)
class _Confiding:
    """One conversation, with its answer if there is one."""

    row: dict[str, Any]
    now: datetime

    @transaction.atomic
    def __call__(self, at: datetime) -> None:
        row, member = self.row, person_of(self.row["by"])
        question = ask(
            form_key=question_key(row["key"]),
            person=member,
            words=row["words"],
            language=member.language,
            benefit=row.get("benefit", ""),
            by=User.objects.get(person=member),
            now=at,
        )
        if said := row.get("answered"):
            done = moment(self.now, said["ago"], said["hour"])
            by = User.objects.get(reference=CONSULTANT)
            answer(question_id=question.pk, words=said["words"], by=by, now=done)
