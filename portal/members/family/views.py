"""The family: who is in it, an invitation to an account, and letting somebody act for oneself."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.members import activation
from portal.members.access import MemberRequest, member_required
from portal.members.days import own_day
from portal.members.family import overview, permissions
from portal.members.family.forms import AnswerForm, InviteForm, PermissionForm
from portal.members.family.inviting import InvitationRefused, invite_relative, may_be_invited
from portal.members.models import ActivationCode, FamilyPermission, Person
from portal.members.reauthentication import confirmed_fully

USUAL = timedelta(days=90)


@member_required
@require_safe
def family(request: MemberRequest) -> HttpResponse:
    """Everybody of the family as the reader may know them, and who may act for whom."""
    reader, now = request.person, timezone.now()
    today = own_day(reader, now)
    context = {
        "reader": reader,
        "relatives": overview.relatives(reader, now),
        "permissions": overview.permissions_of(reader, now),
        "former": overview.former(reader),
        "may_give": reader.is_adult_on(today) and bool(permissions.helpers_for(reader, today)),
        "is_adult": reader.is_adult_on(today),
        "is_participant": reader.relation == Person.Relation.PARTICIPANT,
    }
    return render(request, "members/family/family.html", context)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: MemberRequest, person_id: UUID) -> HttpResponse:
    """Have a code sent to an adult of the family without an account. Raises Http404 for anybody else."""
    now = timezone.now()
    person = get_object_or_404(Person.objects.select_related("family", "user"), pk=person_id)
    if not may_be_invited(request.person, person, now):
        raise Http404
    is_known = bool(activation.own_address(person))
    form = InviteForm(request.POST if request.method == "POST" else None, is_known=is_known)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data.get("email", "")
        try:
            code = invite_relative(
                inviter=request.person, person=person, email=email, by=request.user, now=now, request=request
            )
        except InvitationRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _sent(code))
            return redirect("members:family")
    return render(request, "members/family/invite.html", {"form": form, "person": person, "is_known": is_known})


def _sent(code: ActivationCode) -> str:
    if code.sent_by == ActivationCode.SentBy.MAIL:
        return _("The invitation is on its way by e-mail. You see here when the account is open.")
    return _("The invitation is on its way by letter. You see here when the account is open.")


@member_required
@never_cache
@confirmed_fully
@require_http_methods(["GET", "HEAD", "POST"])
def give_permission(request: MemberRequest) -> HttpResponse:
    """Let an adult of the family act for me. Raises Http404 for children."""
    now = timezone.now()
    today = own_day(request.person, now)
    helpers = permissions.helpers_for(request.person, today)
    if not request.person.is_adult_on(today):
        raise Http404
    if not helpers:
        return redirect("members:family")
    form = PermissionForm(
        request.POST if request.method == "POST" else None, helpers=helpers, initial={"until_on": today + USUAL}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = permissions.give(giver=request.person, **form.facts(), by=request.user, now=now, request=request)
        except permissions.PermissionRefused as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _given(made))
            return redirect("members:family")
    return render(request, "members/family/permission.html", {"form": form})


def _given(made: FamilyPermission) -> str:
    name = {"name": made.helper.given_name}
    if made.accepted_at:
        return _("%(name)s may act for you.") % name
    return _("%(name)s may act for you as soon as she or he accepts. We have told both of you.") % name


def _mine(request: MemberRequest, permission_id: UUID) -> FamilyPermission:
    """One that she gave or holds. Raises Http404."""
    mine = Q(giver=request.person) | Q(helper=request.person)
    found: FamilyPermission = get_object_or_404(FamilyPermission.objects.filter(mine), pk=permission_id)
    return found


@member_required
@require_POST
def answer_permission(request: MemberRequest, permission_id: UUID) -> HttpResponse:
    """The helper accepts or declines."""
    permission, form = _mine(request, permission_id), AnswerForm(request.POST)
    if permission.helper_id != request.person.pk:
        raise Http404
    if form.is_valid():
        said_yes = form.cleaned_data["yes"] == "yes"
        verb = permissions.accept if said_yes else permissions.end
        try:
            verb(permission_id=permission.pk, by=request.user, now=timezone.now(), request=request)
        except permissions.PermissionRefused as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("You may act from now on.") if said_yes else _("You declined."))
    return redirect("members:family")


@member_required
@require_POST
def end_permission(request: MemberRequest, permission_id: UUID) -> HttpResponse:
    """Taken back by who gave it, or given up by who holds it, at once."""
    permission = _mine(request, permission_id)
    try:
        permissions.end(permission_id=permission.pk, by=request.user, now=timezone.now(), request=request)
        messages.success(request, _("Ended. From now on nothing can be done with this permission."))
    except permissions.PermissionRefused as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("members:family")
