"""Pages of the desk about one article: its screen, writing, how a text looks to readers, publishing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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

from portal.encyclopaedia import editing
from portal.encyclopaedia.admin.forms import ActForm, ArticleForm, BeginForm, opened
from portal.encyclopaedia.content import Content
from portal.encyclopaedia.differences import differences
from portal.encyclopaedia.models import Article, ArticleVersion
from portal.encyclopaedia.shelf import ENGLISH
from portal.encyclopaedia.views.reading import page_of, phones
from portal.members.desk import colleague, desk_may

SEES, WRITES = "encyclopaedia.view_article", "encyclopaedia.change_article"
PUBLISHES = "encyclopaedia.publish_article"


@dataclass(frozen=True)
class Act:
    """The verb of a button, and what is said when it is done."""

    verb: Callable[..., None]
    done: Promise | str
    permission: str = PUBLISHES


ACTS: Mapping[str, Act] = {
    "publish": Act(editing.publish_draft, gettext_lazy("Published: readers see this text from now on.")),
    "drop": Act(editing.drop_draft, gettext_lazy("The draft is put aside."), WRITES),
    "accept": Act(editing.accept_offer, gettext_lazy("The text of the release is published.")),
    "keep": Act(editing.keep_ours, gettext_lazy("Ours stays.")),
    "bring-back": Act(editing.bring_back, gettext_lazy("Published: readers see this version again.")),
    "withdraw": Act(editing.withdraw_article, gettext_lazy("Withdrawn: readers do not find it any more.")),
}


def screen(request: HttpRequest, article: Article) -> HttpResponse:
    """What readers see, what waits, and every version."""
    published = article.published.text if article.published else None
    context = {
        "article": article,
        "draft_changes": differences(published, article.draft.text) if article.draft else [],
        "offer_changes": differences(published, article.offered.text) if article.offered else [],
        "versions": article.versions.select_related("by"),
        "may_write": request.user.has_perm(WRITES),
        "may_publish": request.user.has_perm(PUBLISHES),
    }
    return _desk(request, "screen", _("Texts and versions"), context)


def begin(request: HttpRequest) -> HttpResponse:
    """Choose a name and a language. Raises PermissionDenied."""
    if not request.user.has_perm(WRITES):
        raise PermissionDenied
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            article = editing.begin_article(**form.cleaned_data, by=colleague(request), now=timezone.now())
        except editing.EditRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            return redirect("admin:encyclopaedia_article_write", article.language, article.slug)
    return _desk(request, "begin", _("A new article or translation"), {"form": form}, form)


@desk_may(SEES, WRITES)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The article as a form; sent, it becomes a draft."""
    article = _article(key, name)
    last = article.draft or article.published
    form = ArticleForm(request.POST or None, article=article, initial=_initial(article, last))
    if request.method == "POST" and form.is_valid():
        told = {one: form.cleaned_data[one] for one in ("content", "why", "based_on")}
        try:
            editing.save_draft(article_id=article.pk, **told, by=colleague(request), now=timezone.now())
        except editing.EditRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Kept as a draft. Readers see it once it is published."))
            return redirect("admin:encyclopaedia_article_change", article.pk)
    return _desk(
        request, "write", _("Write %(article)s") % {"article": article}, {"form": form, "article": article}, form
    )


@desk_may(SEES, WRITES)
@require_POST
def preview(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """What stands in the form as readers would see it; nothing is kept."""
    article = _article(key, name)
    last = article.draft or article.published
    form = ArticleForm(request.POST, article=article, initial=_initial(article, last))
    form.fields["why"].required = False
    if not form.is_valid():
        context = {"form": form, "article": article}
        return _desk(request, "write", _("Write %(article)s") % {"article": article}, context, form)
    return _as_readers_see(request, article, form.cleaned_data["content"], "")


@desk_may(SEES)
@require_safe
def version(request: HttpRequest, key: str, name: str, number: int) -> HttpResponse:
    """Any version as readers would see it."""
    article = _article(key, name)
    if not 0 < number < 2**31:
        raise Http404
    found = get_object_or_404(article.versions, number=number)
    return _as_readers_see(request, article, found.text, str(found))


@desk_may(SEES, WRITES)
@require_POST
def act(request: HttpRequest, key: str, name: str, code: str) -> HttpResponse:
    """One act on one version. Raises PermissionDenied where the role does not publish."""
    article, chosen = _article(key, name), ACTS.get(code)
    form = ActForm(request.POST)
    if chosen is None or not form.is_valid():
        raise Http404
    if not request.user.has_perm(chosen.permission):
        raise PermissionDenied
    try:
        chosen.verb(article_id=article.pk, **form.cleaned_data, by=colleague(request), now=timezone.now())
    except editing.EditRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, str(chosen.done))
    return redirect("admin:encyclopaedia_article_change", article.pk)


def _article(language: str, slug: str) -> Article:
    rows = Article.objects.select_related("published", "draft", "offered")
    return get_object_or_404(rows, language=language, slug=slug)


def _initial(article: Article, last: ArticleVersion | None) -> dict[str, Any]:
    """The last text; for a translation that has none, the English."""
    if last is not None:
        return opened(last.text, last.number)
    english = Article.objects.filter(slug=article.slug, language=ENGLISH, published__isnull=False)
    found = english.select_related("published").first()
    return opened(found.published.text, None) if found and found.published else {}


def _as_readers_see(request: HttpRequest, article: Article, content: Content, what: str) -> HttpResponse:
    context = {
        **page_of(content, article.language),
        "article": article,
        "what": what,
        "phones": phones(None),
        "back_url": reverse("admin:encyclopaedia_article_change", args=[article.pk]),
    }
    return render(request, "encyclopaedia/preview.html", context)


def _desk(
    request: HttpRequest, name: str, title: str, more: dict[str, Any], form: forms.Form | None = None
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": Article._meta,
        "list_url": reverse("admin:encyclopaedia_article_changelist"),
        **more,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, f"admin/encyclopaedia/{name}.html", context, status=status)
