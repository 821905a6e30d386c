"""Pages of the desk about news of the plan: its screen, writing, how it looks to members, publishing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.members.desk import colleague, desk_may
from portal.notices import news_writing
from portal.notices.admin.forms import ActForm, NewsForm, opened
from portal.notices.models import News
from portal.notices.news_reading import ENGLISH, Said
from portal.notices.news_writing import NewsRefused, Words

SEES, WRITES, PUBLISHES = "notices.view_news", "notices.add_news", "notices.publish_news"


@dataclass(frozen=True)
class Act:
    """The verb of a button, and what is said when it is done."""

    verb: Callable[..., None]
    done: Promise | str
    permission: str = PUBLISHES


ACTS: Mapping[str, Act] = {
    "publish": Act(news_writing.publish_news, gettext_lazy("Published: members are told on its day.")),
    "drop": Act(news_writing.drop_draft, gettext_lazy("The draft is put aside."), WRITES),
    "withdraw": Act(news_writing.withdraw_news, gettext_lazy("Withdrawn: its page says so from now on.")),
}


def screen(request: HttpRequest, news: News) -> HttpResponse:
    """What members read, what waits, and every version."""
    context = {
        "news": news,
        "versions": news.versions.select_related("by", "published_by"),
        "may_write": request.user.has_perm(WRITES) and not news.withdrawn_at,
        "may_publish": request.user.has_perm(PUBLISHES),
    }
    return _desk(request, "screen", _("Texts and versions"), context)


def begin(request: HttpRequest) -> HttpResponse:
    """A new piece. Raises PermissionDenied."""
    if not request.user.has_perm(WRITES):
        raise PermissionDenied
    return _write(request, None)


@desk_may(SEES, WRITES)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, news_id: UUID) -> HttpResponse:
    """A draft written again, or a correction of what members read."""
    return _write(request, get_object_or_404(News, pk=news_id))


def _write(request: HttpRequest, news: News | None) -> HttpResponse:
    last = news.versions.first() if news else None
    form = NewsForm(request.POST or None, initial=opened(last) if last else {"shown_from": timezone.now().date()})
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("words", "based_on")}
        try:
            written = news_writing.write_news(
                news_id=news.pk if news else None, **told, by=colleague(request), now=timezone.now()
            )
        except NewsRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Kept as a draft. Members read it once a colleague has published it."))
            return redirect("admin:notices_news_change", written.news_id)
    title = _("Write %(news)s") % {"news": news} if news else _("A new piece of news")
    return _desk(request, "write", title, {"form": form, "news": news}, form)


@desk_may(SEES, WRITES)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What stands in the form as members would read it, in every language it has; nothing is kept."""
    form = NewsForm(request.POST)
    if not form.is_valid():
        return _desk(request, "write", _("A new piece of news"), {"form": form, "news": None}, form)
    return _as_members_read(request, form.cleaned_data["words"])


@desk_may(SEES)
@require_safe
def version(request: HttpRequest, news_id: UUID, number: int) -> HttpResponse:
    """Any version as members would read it."""
    if not 0 < number < 2**15:
        raise Http404
    found = get_object_or_404(get_object_or_404(News, pk=news_id).versions, number=number)
    return _as_members_read(request, Words(found.heading, found.text, found.shown_from, found.translations))


@desk_may(SEES)
@require_POST
def act(request: HttpRequest, news_id: UUID, code: str) -> HttpResponse:
    """One act on one version. Raises PermissionDenied where the role does not do that."""
    news, chosen = get_object_or_404(News, pk=news_id), ACTS.get(code)
    form = ActForm(request.POST)
    if chosen is None or not form.is_valid():
        raise Http404
    if not request.user.has_perm(chosen.permission):
        raise PermissionDenied
    try:
        chosen.verb(news_id=news.pk, **form.cleaned_data, by=colleague(request), now=timezone.now())
    except NewsRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, str(chosen.done))
    return redirect("admin:notices_news_change", news.pk)


def _as_members_read(request: HttpRequest, words: Words) -> HttpResponse:
    others = [Said(one["heading"], one["text"], code) for code, one in words.translations.items()]
    said = [Said(words.heading, words.text, ENGLISH), *others]
    return render(request, "notices/news_preview.html", {"said": said, "shown_from": words.shown_from})


def _desk(
    request: HttpRequest, name: str, title: str, more: dict[str, Any], form: forms.Form | None = None
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": News._meta,
        "list_url": reverse("admin:notices_news_changelist"),
        **more,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, f"admin/notices/{name}.html", context, status=status)
