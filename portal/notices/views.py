"""The member's notifications, how they reach her by e-mail, and the page behind the link that stops a kind of mail."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.members.access import MemberRequest, member_required
from portal.notices import choices, news_reading, reading
from portal.notices.forms import MailChoicesForm
from portal.notices.models import News, NoticeQuerySet
from portal.notices.topics import ALWAYS, Topic

PER_PAGE = 20


@member_required
@require_safe
def notices(request: MemberRequest) -> HttpResponse:
    """Everything we told her, newest first; `?topic=` and `?person=` narrow it."""
    people = reading.people_seen(request.person, timezone.now())
    found = reading.notices_about(request.person, people)
    topic, person = request.GET.get("topic", ""), request.GET.get("person", "")
    shown = found.filter(topic=topic) if topic in Topic.values else found
    if chosen := next((one for one in people if str(one.pk) == person), None):
        shown = shown.filter(about=chosen)
    context = {
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "unread": found.unread().count(),
        "topics": Topic.choices,
        "people": people if len(people) > 1 else [],
        "topic": topic,
        "person": person,
        "is_narrowed": bool(topic or person),
        "news": news_reading.latest_news(get_language() or news_reading.ENGLISH, on=timezone.now().date()),
    }
    return render(request, "notices/notices.html", context)


@member_required
@require_safe
def piece(request: MemberRequest, news_id: UUID) -> HttpResponse:
    """A piece of news of the plan, the same for every member."""
    language = get_language() or news_reading.ENGLISH
    try:
        found = news_reading.piece_of_news(news_id, language, on=timezone.now().date())
    except News.DoesNotExist:
        raise Http404 from None
    return render(request, "notices/piece.html", {"piece": found, "is_english": found.said.language != language})


def _hers(request: MemberRequest) -> NoticeQuerySet:
    return reading.notices_of(request.person, timezone.now())


@member_required
@require_POST
def open_notice(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    """Marks one as read and leads to its place."""
    notice = get_object_or_404(_hers(request), pk=notice_id)
    reading.read(notice, now=timezone.now())
    return redirect(notice.link)


@member_required
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    """“Mark all as read.”"""
    reading.read_all(_hers(request), now=timezone.now())
    return redirect("notices:list")


@member_required
@require_POST
def seen(request: MemberRequest) -> HttpResponse:
    """The page at `path` is open before her: what leads there is read. Asked by a script; says nothing."""
    reading.read_at_place(reader=request.person, path=request.POST.get("path", ""), now=timezone.now())
    return HttpResponse(status=204)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: MemberRequest) -> HttpResponse:
    """How each topic reaches her by e-mail, and what is always sent."""
    before = {topic.value: how.value for topic, how in choices.all_of(request.person).items()}
    form = MailChoicesForm(request.POST if request.method == "POST" else None, initial=before)
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = {"by": request.user, "now": timezone.now(), "request": request}
        choices.choose(reader=request.person, chosen=form.chosen, **facts)
        messages.success(request, _("Your choices are saved."))
        return redirect("notices:mails")
    always = [topic.label for topic in Topic if topic in ALWAYS]
    return render(request, "notices/mails.html", {"form": form, "always": always})


# Mail programs ask with one click and no page of ours before it (RFC 8058): the signed link itself says who asks.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """What a link in a mail stops, without signing in. Only a POST stops it: hers, or her mail program's."""
    try:
        found = choices.read_stop(token)
        if request.method == "POST":
            found = choices.stop(token=token, now=timezone.now(), request=request)
    except choices.NotAStop:
        raise Http404 from None
    context = {"topics": [topic.label for topic in found.topics], "is_done": request.method == "POST"}
    with translation.override(found.reader.language):
        return render(request, "notices/stop.html", context)
