"""The consultant's side of the conversations. Each read leaves an entry; there is no other page that shows them."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.decisions import is_consultant
from approvals.models import PriorApproval
from approvals.questions import talking
from approvals.questions.eyes import read_by
from approvals.questions.forms import AnswerForm
from approvals.questions.models import Question, QuestionQuerySet
from approvals.questions.refusals import QuestionRefused
from portal.members.audit import record
from portal.members.desk import colleague, desk_may
from portal.vault.serving import answer

READS = "questions.answer_question"
MOST = 100


def mine(request: HttpRequest) -> QuestionQuerySet:
    """What this colleague may read. Raises Http404 for whoever is no consultant, whatever else she may do."""
    if not is_consultant(request.user):
        raise Http404
    return read_by(colleague(request))


@desk_may(READS)
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What waits first, by the time left; what was said stands on no list."""
    found = mine(request)
    now = timezone.now()
    waiting = list(found.waiting().order_by("due_at")[:MOST])
    others = found.exclude(state=Question.State.ASKED)[:MOST]
    context = {
        **_frame(request, _("Questions in confidence")),
        "waiting": waiting,
        "others": others,
        "now": now,
    }
    return render(request, "admin/consultant/questions.html", context)


@desk_may(READS)
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One conversation; a POST is the answer."""
    found = get_object_or_404(mine(request), pk=question_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    by, now = colleague(request), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            talking.answer(question_id=found.pk, words=form.cleaned_data["words"], by=by, now=now)
            messages.success(request, _("Answered. The member is told that there is an answer, and nothing of it."))
            return redirect("confidence:question", found.pk)
        except QuestionRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    record(act="question.read", by=by, about=found, now=now, request=request)
    context = {
        **_frame(request, _("Question %(number)s") % {"number": found.number}),
        "question": found,
        "talk": found.messages.select_related("by").prefetch_related("documents__stored"),
        "form": form if found.state != Question.State.CLOSED else None,
        "now": now,
    }
    return render(request, "admin/consultant/question.html", context, status=422 if form.errors else 200)


@desk_may(READS)
@require_safe
def document(request: HttpRequest, question_id: UUID, document_id: UUID) -> HttpResponseBase:
    """One paper of a conversation."""
    found = get_object_or_404(mine(request), pk=question_id)
    paper = get_object_or_404(talking.DOCUMENTS.of(found), pk=document_id)
    record(act="questiondocument.read", by=colleague(request), about=paper, now=timezone.now(), request=request)
    return answer(paper.stored, filename="document", media_type=paper.stored.media_type, inline=True)


def _frame(request: HttpRequest, title: str) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": title,
        "opts": PriorApproval._meta,
        "is_nav_sidebar_enabled": False,
    }
