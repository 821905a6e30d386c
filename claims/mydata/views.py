"""The pages about a member's own data: tokens for her programs, the description of the API."""

from uuid import UUID, uuid4

from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.downloads import DownloadRefused, ask_for
from claims.models import Download
from claims.mydata import archive, tokens
from claims.mydata.forms import TokenForm
from claims.mydata.models import AccessToken
from portal.members.access import MemberRequest, member_required
from portal.members.models import AuditEntry

USES = 50


class OrderForm(forms.Form):
    """`form_key` makes a repeated order find the first one."""

    form_key = forms.UUIDField()


@member_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: MemberRequest) -> HttpResponse:
    """What the archive holds, and the button that orders it."""
    form = OrderForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            ordered = ask_for(
                kind=archive.KIND,
                asked={},
                about=request.person,
                form_key=form.cleaned_data["form_key"],
                language=get_language() or "en",
                by=request.user,
                now=timezone.now(),
            )
        except DownloadRefused as refusal:
            messages.error(request, str(refusal.message))
            return redirect("mydata:data")
        return redirect("claims:download", download_id=ordered.pk)
    there = Download.objects.filter(owner=request.user, kind=archive.KIND, expires_at__gt=timezone.now())
    return render(request, "mydata/data.html", {"form_key": uuid4(), "there": there})


@member_required
@require_safe
def api(request: MemberRequest) -> HttpResponse:
    """How to read one's settlements with a program."""
    address = settings.SITE_URL + reverse("api:explanations")
    return render(request, "mydata/api.html", {"address": address})


@member_required
@require_safe
def tokens_of_mine(request: MemberRequest) -> HttpResponse:
    """The tokens, valid ones first, and what they were used for lately."""
    mine = list(AccessToken.objects.filter(user=request.user))
    today = timezone.now().date()
    names = {str(token.pk): token.name for token in mine}
    used = AuditEntry.objects.filter(act="token.used", by=request.user).order_by("-at")[:USES]
    context = {
        "valid": [token for token in mine if token.is_valid(on=today)],
        "ended": [token for token in mine if not token.is_valid(on=today)],
        "uses": [(names.get(entry.detail.get("token", ""), ""), entry) for entry in used],
    }
    return render(request, "mydata/tokens.html", context)


@member_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_token(request: MemberRequest) -> HttpResponse:
    """Make a token. Its secret is on the answer and nowhere else."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = tokens.make_token(**form.cleaned_data, by=request.user, now=timezone.now(), request=request)
        except tokens.TooManyTokens as refusal:
            form.add_error(None, refusal.message)
        else:
            return render(request, "mydata/token_once.html", {"token": token, "secret": secret})
    return render(request, "mydata/token_new.html", {"form": form})


@member_required
@require_POST
def revoke(request: MemberRequest, token_id: UUID) -> HttpResponse:
    """End a token of hers."""
    token = get_object_or_404(AccessToken, pk=token_id, user=request.user)
    tokens.revoke_token(token=token, by=request.user, now=timezone.now(), request=request)
    messages.success(request, _("The token is ended. Nothing can be read with it any more."))
    return redirect("mydata:tokens")
