"""Her conversations with the medical consultant: the list, a new one, and one with all that was said."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.questions import talking
from approvals.questions.forms import AskForm, WriteForm
from approvals.questions.models import Question, QuestionMessage, QuestionQuerySet, QuestionRules
from approvals.questions.refusals import QuestionRefused
from approvals.views.loading import requests_of
from portal.attachments import arriving
from portal.attachments.pages import take_documents
from portal.benefits.plans import load_plan
from portal.members.access import MemberRequest, member_required, people_seen
from portal.members.models import Person
from portal.members.unsent import keeps_unsent
from portal.vault.serving import answer

MOST = 100


def people_asked_for(request: MemberRequest) -> Any:
    """The person herself, and a child for whom she acts."""
    return people_seen(request)


def questions_of(request: MemberRequest) -> QuestionQuerySet:
    """Conversations about those people: a grown-up's are hers alone."""
    return Question.objects.of(people_asked_for(request)).select_related("person__family", "request")


@member_required
@require_safe
def questions(request: MemberRequest) -> HttpResponse:
    context = {"questions": questions_of(request)[:MOST], "rules": QuestionRules.in_force()}
    return render(request, "questions/list.html", context)


@keeps_unsent
@member_required
def new(request: MemberRequest) -> HttpResponse:
    """A first message; `?benefit=` and `?request=` say on which page she pressed."""
    full, now = False, timezone.now()
    initial = {"form_key": uuid4(), "person": request.person, **_asked(request)}
    posted = request.method == "POST"
    people = people_asked_for(request)
    form = AskForm(request.POST if posted else None, request.FILES if posted else None, people=people, initial=initial)
    if posted and form.is_valid():
        question = _begin(request, form)
        if question is not None:
            said = question.messages.earliest("at")
            full = not said.documents.exists() and _take(request, form, said)
            if not form.errors:
                messages.success(request, _("Your question is with the medical consultant."))
            else:
                for said_of_one in form.errors.values():
                    messages.error(request, " ".join(map(str, said_of_one)))
            return redirect("questions:question", question_id=question.pk)
    status = arriving.NO_ROOM if full else 200
    return render(
        request, "questions/new.html", {"form": form, "rules": QuestionRules.in_force(), "now": now}, status=status
    )


def _asked(request: MemberRequest) -> dict[str, Any]:
    """What the address fills in, as far as it is hers."""
    found: dict[str, Any] = {}
    benefit = request.GET.get("benefit", "")
    if benefit in load_plan(request.person.family.plan).rows:
        found["benefit"] = benefit
    try:
        care = requests_of(request).filter(pk=UUID(request.GET.get("request", ""))).first()
    except ValueError:
        return found
    return found | ({"care": care.pk, "person": care.person, "benefit": care.benefit} if care else {})


def _begin(request: MemberRequest, form: AskForm) -> Question | None:
    said = form.cleaned_data
    person: Person = said["person"]
    care = requests_of(request).filter(pk=said["care"], person=person).first() if said["care"] else None
    benefit = said["benefit"] if said["benefit"] in load_plan(person.family.plan).rows else ""
    try:
        return talking.ask(
            form_key=said["form_key"],
            person=person,
            words=said["words"],
            language=get_language() or person.language,
            benefit=benefit,
            care=care,
            by=request.user,
            now=timezone.now(),
        )
    except QuestionRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None


def _take(request: MemberRequest, form: WriteForm, said: QuestionMessage) -> bool:
    """Take the papers of a message; errors land on the form. True when there was no room for one."""
    if not form.cleaned_data.get("documents"):
        return False
    _taken, full = take_documents(
        request=request,
        form=form,
        add=lambda upload, by, at: talking.DOCUMENTS.add(
            parent_id=said.question_id, upload=upload, by=by, now=at, message=said
        ),
        refused=QuestionRefused,
        now=timezone.now(),
    )
    return full


@keeps_unsent
@member_required
def one(request: MemberRequest, question_id: UUID) -> HttpResponse:
    """All that was said; a POST is one more message."""
    question = get_object_or_404(questions_of(request), pk=question_id)
    form, full = WriteForm(), False
    if request.method == "POST":
        form = WriteForm(request.POST, request.FILES)
        if form.is_valid():
            full = _write(request, question, form)
        if not form.errors:
            messages.success(request, _("Your message is with the medical consultant."))
            return redirect("questions:question", question_id=question.pk)
        question.refresh_from_db()
    context = {"question": question, "form": form, "talk": question.messages.prefetch_related("documents__stored")}
    return render(request, "questions/question.html", context, status=arriving.NO_ROOM if full else 200)


def _write(request: MemberRequest, question: Question, form: WriteForm) -> bool:
    try:
        said = talking.write(
            question_id=question.pk, words=form.cleaned_data["words"], by=request.user, now=timezone.now()
        )
    except QuestionRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return _take(request, form, said)


@member_required
@require_POST
def close(request: MemberRequest, question_id: UUID) -> HttpResponse:
    question = get_object_or_404(questions_of(request), pk=question_id)
    talking.close(question_id=question.pk, by=request.user, now=timezone.now())
    messages.info(request, _("The conversation is closed. You can open it again at any time."))
    return redirect("questions:question", question_id=question.pk)


@member_required
@require_POST
def reopen(request: MemberRequest, question_id: UUID) -> HttpResponse:
    question = get_object_or_404(questions_of(request), pk=question_id)
    talking.reopen(question_id=question.pk, by=request.user, now=timezone.now())
    return redirect("questions:question", question_id=question.pk)


@member_required
@require_safe
def document(request: MemberRequest, question_id: UUID, document_id: UUID) -> HttpResponseBase:
    """A paper of a conversation she may see."""
    question = get_object_or_404(questions_of(request), pk=question_id)
    stored = get_object_or_404(talking.DOCUMENTS.of(question), pk=document_id).stored
    return answer(stored, filename=stored.original_name, media_type=stored.media_type, inline=True)
