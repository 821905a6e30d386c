"""“What would I get?”. Sent by POST because facts about care do not belong into an address; nothing is saved."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.benefits.facts import FactsMissing
from portal.benefits.money import ZERO
from portal.benefits.reasons import Outcome, Reason
from portal.entitlements.balances import Account
from portal.entitlements.describing import prescription
from portal.entitlements.estimate_forms import EstimateForm
from portal.entitlements.estimate_texts import (
    Told,
    approval_sentences,
    assumption_sentences,
    missing_sentence,
    place_sentences,
    steps_of,
    told_change,
)
from portal.entitlements.estimates import Answer, Desk
from portal.entitlements.remedies import changes
from portal.entitlements.showing import Bar, bars, overall_bar
from portal.entitlements.views.loading import plan_of, today_of
from portal.entitlements.wording import benefit_name, plan_words
from portal.look.waterfall import Step
from portal.members.access import MemberRequest, looked_at, member_required, people_seen
from portal.members.models import Purpose


@dataclass(frozen=True)
class Shown:
    """An estimate ready for its page."""

    answer: Answer
    name: str
    clause: str
    steps: list[Step]
    changes: list[Told]
    place: list[str]
    approval: list[str]
    prescription: str
    conditions: tuple[str, ...]
    assumptions: list[str]
    left: list[Bar]
    waits_for: str


@member_required
@require_http_methods(["GET", "POST"])
def estimate(request: MemberRequest) -> HttpResponse:
    today = today_of(request.person)
    form = EstimateForm(
        request.POST if request.method == "POST" else None,
        initial={"benefit": request.GET.get("benefit", "")},
        people=people_seen(request, Purpose.LEFT),
        reader=request.person,
        today=today,
    )
    shown, missing = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            shown = _shown(form, today)
            looked_at(request, form.cleaned_data["person"])
        except FactsMissing as fact:
            missing = _refused(form, fact)
    name = benefit_name(str(form["benefit"].value() or ""), plan_of(request).code)
    context = {"form": form, "shown": shown, "missing": missing, "name": name}
    return render(request, "entitlements/estimate.html", context)


def _refused(form: EstimateForm, fact: FactsMissing) -> str:
    """Beside the field that causes it; else the sentence for the page."""
    if fact.problem == "amount_implausible":
        form.add_error("charged", _("This is more than any bill. Check the figures."))
    elif fact.problem == "never_enrolled":
        form.add_error("person", _("This person is not enrolled in the plan."))
    else:
        return missing_sentence(fact)
    return ""


def _shown(form: EstimateForm, today: date) -> Shown:
    """Raises FactsMissing."""
    question = form.question()
    desk = Desk(question, today=today)
    answer, plan = desk.answer(question), desk.plan
    terms = answer.decision.terms
    return Shown(
        answer=answer,
        name=benefit_name(terms.code, plan.code),
        clause=terms.section,
        steps=steps_of(answer, today, plan),
        changes=[told_change(change, answer, today, plan) for change in changes(answer, desk)],
        place=place_sentences(answer, plan),
        approval=approval_sentences(answer, today, plan),
        prescription=prescription(terms),
        conditions=plan_words(plan.code).benefits[terms.code].conditions,
        assumptions=assumption_sentences(answer, today),
        left=_left(answer, desk),
        waits_for=_waits_for(answer),
    )


def _left(answer: Answer, desk: Desk) -> list[Bar]:
    """What would be left of this care's allowances and of the year, if it were paid so."""
    decision, question = answer.decision, answer.question
    if decision.reimbursed == ZERO:
        return []
    account = Account(desk.standing(question.on, decision.usage), str(question.person.pk))
    return [*bars(account.balances(only=question.benefit), account), overall_bar(account)]


def _waits_for(answer: Answer) -> str:
    """Whose word or which figure is awaited, when nothing can be paid before: `approval`, `room` or nothing."""
    if answer.decision.outcome is not Outcome.REVIEW:
        return ""
    return "room" if Reason.SEMI_PRIVATE_UNKNOWN in answer.decision.reasons else "approval"
