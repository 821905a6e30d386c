"""The expenses of a new claim: what was typed, what a machine read on the documents, what was sent before."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.drafts import write_lines
from claims.duplicates import ExpenseSentBefore, refusals
from claims.forms import LINES_MAX, LineForm, LineFormSet, LinesForm
from claims.models import Claim, PhoneDraft
from claims.phone_forms import as_initial, note_of
from claims.suggestions import being_read, suggestions_of
from claims.taking_over import LINE_FIELDS, guesses, mark, offered, take_over, typed_lines
from claims.views.drafting import of_a_draft
from claims.views.loading import is_blind, member_day
from portal.entitlements.search import words_of_benefits
from portal.members.access import MemberRequest
from portal.members.unsent import kept_fields
from providers.naming import chosen, named, named_by, read_key


def lines_form(claim: Claim, now: datetime, data: QueryDict | None, typed: list[dict[str, Any]] | None) -> LineFormSet:
    """The form: as sent, else as typed and not judged yet, else as the draft stands."""
    family = claim.family
    kwargs = {
        "today": member_day(claim.patient, now),
        "country": family.duty_station,
        "currency": family.currency,
        "plan": family.plan,
    }
    initial = typed if typed is not None else [] if data is not None else _stored(claim)
    return cast(LineFormSet, LinesForm(data, initial=initial, form_kwargs=kwargs, prefix="line"))


def _stored(claim: Claim) -> list[dict[str, Any]]:
    lines = list(claim.lines.values(*LINE_FIELDS))
    if not lines and (written := PhoneDraft.objects.filter(claim=claim).first()):
        return [as_initial(written.typed)]
    for line in lines:
        line["charged"] = f"{line['charged'].normalize():f}"
        line["other_insurance"] = f"{line['other_insurance'].normalize():f}" if line["other_insurance"] else ""
    return lines


def one_more(data: QueryDict, claim: Claim) -> QueryDict:
    """The same fields with one empty line more: “Add another expense” without JavaScript."""
    more = data.copy()
    typed = more.get("line-TOTAL_FORMS", "")
    count = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    if count < LINES_MAX:
        more["line-TOTAL_FORMS"] = str(count + 1)
        for name, guess in guesses(claim).items():
            more.setdefault(f"line-{count}-{name}", guess)
    return more


@of_a_draft
def lines(request: MemberRequest, claim: Claim) -> HttpResponse:
    now, blind = timezone.now(), is_blind(request, claim)
    place: int | None = None
    found: dict[str, Any] = {}
    if request.method != "POST":
        form = lines_form(claim, now, kept_fields(request, now=now), None)
    elif "another" in request.POST:
        form = lines_form(claim, now, one_more(request.POST, claim), None)
        place = len(form.forms) - 1
    elif "take" in request.POST or "look" in request.POST:
        form, place = with_suggestion(claim, now, request.POST)
    elif "find" in request.POST or "choose" in request.POST:
        form, place, found = with_provider(claim, now, request.POST)
    else:
        form = lines_form(claim, now, request.POST, None)
        if form.is_valid():
            write_lines(claim_id=claim.pk, lines=line_fields(form), by=request.user, now=now)
            if blind or not any(isinstance(refusal, ExpenseSentBefore) for refusal in refusals(claim)):
                return redirect("claims:check", claim_id=claim.pk)
    _tell_apart(form)
    context = {
        "claim": claim,
        "note": note_of(claim),
        "formset": form,
        "place": place,
        "care_words": words_of_benefits(claim.family.plan),
        "sent_before": () if blind else refusals(claim),
        **read_on_documents(claim, form, now),
        **found,
    }
    return render(request, "claims/lines.html", context)


def _tell_apart(form: LineFormSet) -> None:
    """Says of each expense which provider of our list it names; none once name or country are others than chosen."""
    known = named_by(one["provider"].value() for one in form.forms)
    for one in form.forms:
        key, name, country = (one[field].value() for field in ("provider", "provider_name", "country"))
        meant = (read_key(key), " ".join(str(name).split()), country)
        found = (listed for listed in known.values() if (listed.pk, listed.name, listed.country) == meant)
        cast(LineForm, one).listed = next(found, None)


def with_suggestion(claim: Claim, now: datetime, data: QueryDict) -> tuple[LineFormSet, int | None]:
    """The form as typed, not judged, with what the button `take` names filled in; and the expense it went to."""
    typed = typed_lines(lines_form(claim, now, data, None))
    wanted = data.get("take", "")
    found = next((one for one in suggestions_of(claim) if str(one.document.pk) == wanted), None)
    taken = take_over(typed, found, claim) if found else None
    form = lines_form(claim, now, None, typed)
    if found and taken:
        mark(form.forms[taken.place], taken.fields, found)
    return form, taken.place if taken else None


def with_provider(claim: Claim, now: datetime, data: QueryDict) -> tuple[LineFormSet, int | None, dict[str, Any]]:
    """Without scripts: the form as typed, not judged, with who is found for a name, or the one that was chosen."""
    typed = typed_lines(lines_form(claim, now, data, None))
    number, _sign, key = (data.get("choose") or data.get("find", "")).partition(":")
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else len(typed)
    if place >= len(typed):
        return lines_form(claim, now, None, typed), None, {}
    line, found = typed[place], {}
    if "choose" in data:
        line.update(chosen(key))
    else:
        found = {"found_for": place, "found_providers": named(line["provider_name"] or "", line["country"] or "")}
    return lines_form(claim, now, None, typed), place, found


def read_on_documents(claim: Claim, form: LineFormSet, now: datetime) -> dict[str, Any]:
    """What is offered to be taken over, and whether more may come."""
    documents = list(claim.documents.select_related("stored"))
    return {
        "suggestions": offered(suggestions_of(claim), typed_lines(form), claim),
        "being_read": being_read(documents, now=now),
    }


@of_a_draft
@require_safe
def suggestions(request: MemberRequest, claim: Claim) -> HttpResponse:
    """That part of the page alone, for the script that waits for it."""
    now = timezone.now()
    context = {"claim": claim, **read_on_documents(claim, lines_form(claim, now, None, None), now)}
    return render(request, "claims/parts/suggestions.html", context)


def line_fields(form: LineFormSet) -> list[dict[str, Any]]:
    return [{name: line[name] for name in LINE_FIELDS} for line in form.kept()]
