"""Beside the queue: answers ready to use, and the calls that were held."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.help.admin.forms import words_field
from portal.help.calls import log_call
from portal.help.models import IncomingMail, PhoneCall, ReadyAnswer, ReadyText, Topic
from portal.help.refusals import EnquiryRefused
from portal.members.desk import AuditedAdmin, ReadOnly, colleague
from portal.members.models import Person, User
from portal.members.references import normalise_reference


class ReadyTextInline(admin.StackedInline):
    """Its texts, one a language."""

    model = ReadyText
    extra = 1
    max_num = 6


@admin.register(ReadyAnswer)
class ReadyAnswerAdmin(AuditedAdmin):
    """Answers the team wrote for itself."""

    list_display = ["name", "topic", "in_use"]
    list_filter = ["topic", "in_use"]
    search_fields = ["name"]
    inlines = [ReadyTextInline]


class LoggedCallForm(forms.Form):
    """A call that belongs to no conversation; the verb writes it down."""

    caller = forms.CharField(label=_("Who called"), max_length=200)
    reference = forms.CharField(
        label=_("Reference number"), max_length=30, required=False, help_text=_("Of the member it was about, if any.")
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices)
    words = words_field(_("What was said"), required=False)
    checked = forms.BooleanField(
        label=_("My identity check of the last half hour was passed"),
        required=False,
        help_text=_("It is made in “Sign-in of members”. Without it, tell the caller nothing about the member."),
    )

    def clean_reference(self) -> Person | None:
        """The person with that number."""
        typed = normalise_reference(self.cleaned_data["reference"])
        user = User.objects.filter(reference=typed, person__isnull=False).first() if typed else None
        if typed and user is None:
            raise forms.ValidationError(gettext("There is no member with this number who has an account."))
        return Person.objects.select_related("family").get(user=user) if user else None


@admin.register(PhoneCall)
class PhoneCallAdmin(ReadOnly, AuditedAdmin):
    """Calls, the latest first. What was written down stays."""

    list_display = ["at", "person", "topic", "is_checked", "by", "enquiry"]
    list_filter = ["topic", "at"]
    list_select_related = ["person__family", "by", "enquiry", "check_made"]
    fields = ["at", "by", "person", "caller", "check_made", "topic", "words", "enquiry"]

    @admin.display(description=_("identity checked"), boolean=True)
    def is_checked(self, call: PhoneCall) -> bool:
        """Whether a passed check goes with it."""
        return call.check_made_id is not None

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who answers members also takes their calls."""
        return request.user.has_perm("help.change_enquiry")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A call that belongs to no conversation."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = LoggedCallForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            facts = dict(form.cleaned_data)
            person = facts.pop("reference")
            try:
                log_call(person=person, **facts, by=colleague(request), now=timezone.now(), request=request)
                messages.success(request, gettext("Written down."))
                return redirect("admin:help_phonecall_changelist")
            except EnquiryRefused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        context = {
            **admin.site.each_context(request),
            "title": gettext("Write down a call"),
            "opts": PhoneCall._meta,
            "form": form,
        }
        return render(request, "admin/help/phonecall/add.html", context)


@admin.register(IncomingMail)
class IncomingMailAdmin(ReadOnly, AuditedAdmin):
    """All mail that came in, also what a machine wrote, of which nothing but this line is kept."""

    list_display = ["received_at", "verdict", "refused", "enquiry"]
    list_filter = ["verdict", "received_at"]
    list_select_related = ["message__enquiry"]
    fields = ["received_at", "verdict", "sender", "subject", "refused", "enquiry"]

    @admin.display(description=_("enquiry"))
    def enquiry(self, mail: IncomingMail) -> str:
        """The conversation it is in."""
        return mail.message.enquiry.number if mail.message else ""
