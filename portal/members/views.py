"""Pages of accounts: activation, the member's own settings, staying signed in."""

from typing import Any, cast
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.look.context import WHOSE
from portal.members import preferences, readers, unsent
from portal.members.access import MemberRequest, member_required, people_seen
from portal.members.activation import CodeSpent, NotAccepted, activate, check_code
from portal.members.addresses import source_of
from portal.members.forms import ActivationForm, NewPasswordForm, PreferencesForm
from portal.members.models import ActivationCode, User
from portal.members.preferences import NotesBy
from portal.members.sessions import LONGEST_SECONDS

CHECKED = "activation_code"
CHECKED_FOR_SECONDS = 15 * 60
VISITS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def activation(request: HttpRequest) -> HttpResponse:
    """Step one: number, birth date, code."""
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = form.cleaned_data
        now = timezone.now()
        try:
            code = check_code(**facts, address=source_of(request), now=now, request=request)
        except NotAccepted as refusal:
            form.add_error(None, str(refusal.message))
        else:
            request.session.cycle_key()
            request.session[CHECKED] = [str(code.pk), int(now.timestamp())]
            return redirect("members:activate_password")
    return render(request, "members/activate.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def activation_password(request: HttpRequest) -> HttpResponse:
    """Step two: the password. Uses the code up and signs in, through the second factor if there is one."""
    code_id = _checked_code(request)
    codes = ActivationCode.objects.select_related("person__family", "person__user")
    code = codes.filter(pk=code_id).first() if code_id else None
    if code is None:
        return redirect("members:activate")
    account = code.person.user or User(reference=code.person.reference, email=code.person.email)
    form = NewPasswordForm(request.POST or None, user=account)
    if request.method == "POST" and form.is_valid():
        try:
            user = activate(
                code_id=code.pk, password=form.cleaned_data["password1"], now=timezone.now(), by=None, request=request
            )
        except CodeSpent as refusal:
            form.add_error(None, str(refusal.message))
        else:
            request.session.pop(CHECKED, None)
            record_authentication(request, user, method="password")
            return cast(HttpResponse, perform_login(request, user))
    return render(request, "members/activate_password.html", {"form": form, "reference": account.reference})


def _checked_code(request: HttpRequest) -> UUID | None:
    """The code this session has shown in the last quarter of an hour."""
    code_id, checked_at = request.session.get(CHECKED) or (None, 0)
    is_fresh = timezone.now().timestamp() - checked_at < CHECKED_FOR_SECONDS
    return UUID(code_id) if code_id and is_fresh else None


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    """The member's own settings, and the ways to password, second factor and sessions."""
    form = PreferencesForm(request.POST or None, person=request.person)
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        preferences.change(
            person=request.person,
            language=language,
            notes_by=NotesBy(chosen) if (chosen := form.cleaned_data.get("notes_by")) else None,
            by=request.user,
            now=timezone.now(),
            request=request,
        )
        with translation.override(language):
            messages.success(request, _("Your settings are saved."))
        return _speaking(redirect("members:account"), language)
    return render(request, "members/account.html", {"form": form, "person": request.person})


@member_required
@require_http_methods(["GET", "HEAD"])
def readers_of_mine(request: MemberRequest) -> HttpResponse:
    """Which staff opened or changed what is about me or my young children, and what my family did for me."""
    people, who = list(people_seen(request)), request.GET.get("who", "")
    if who not in readers.Who:
        who = ""
    found = readers.visits(people, request.person, who)
    page = Paginator(found, VISITS_A_PAGE).get_page(request.GET.get("page"))
    told = readers.told(page, people)
    context = {"page": page, "visits": told, "several": len(people) > 1, "who": who, "choices": readers.Who.choices}
    return render(request, "members/readers.html", context)


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """“Stay signed in”: being asked for keeps the session, because every request saves it. Says for how long."""
    for_good = getattr(request.session, "ends_for_good", False)
    return JsonResponse({"seconds": request.session.get_expiry_age(), "for_good": for_good})


@require_POST
@sensitive_post_parameters()
def timed_out(request: HttpRequest) -> HttpResponse:
    """The time is up: ends the session, and keeps what was typed on the page at `path` until after the next sign-in."""
    path = request.POST.get("path", "")
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        path = "/"
    logout(request)
    fields, whose = request.POST.get("fields", ""), _whose(request.POST.get("whose", ""))
    unsent.keep_fields(request, path=path, fields=fields, now=timezone.now(), whose=whose)
    return redirect_to_login(path)


def _whose(token: str) -> str:
    """The account that the page was drawn for; empty when that is not ours to know."""
    try:
        return str(signing.loads(token, salt=WHOSE, max_age=LONGEST_SECONDS))
    except signing.BadSignature:
        return ""


def _speaking(response: HttpResponse, language: str) -> HttpResponse:
    """Leaves the language on the device too, for the pages before sign-in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response
