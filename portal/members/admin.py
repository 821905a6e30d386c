"""The desk's pages about members: find one by number or name, see family, cover and salary, send a code."""

from typing import Any

from allauth.usersessions.admin import UserSessionAdmin
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.members.activation import NoAccountForChildren, NoAddress, issue_code
from portal.members.desk import AuditedAdmin, ReadOnly, colleague
from portal.members.models import (
    ActivationCode,
    AuditEntry,
    BankAccount,
    Enrolment,
    Family,
    Person,
    SalaryFigure,
    User,
)
from portal.members.references import family_reference, normalise_reference
from portal.members.searching import DiscreetSearch

# Addresses of people are looked for nowhere; it would put them into ours.
UserSessionAdmin.search_fields = ()


class PersonInline(admin.TabularInline):
    model = Person
    fields = ["number", "relation", "given_name", "family_name", "born_on", "sex", "language"]
    extra = 0
    can_delete = False
    show_change_link = True


class SalaryInline(admin.TabularInline):
    model = SalaryFigure
    fields = ["kind", "amount", "currency", "from_on", "until_on"]
    extra = 0
    can_delete = False


class BankAccountInline(ReadOnly, admin.TabularInline):
    """Masked: the whole number is needed by the payment file only."""

    model = BankAccount
    fields = readonly_fields = ("masked", "currency", "from_on", "replaced_on")


class EnrolmentInline(admin.TabularInline):
    model = Enrolment
    fields = ["from_on", "until_on"]
    extra = 0
    can_delete = False


class ActivationCodeInline(ReadOnly, admin.TabularInline):
    """That codes were sent, never the codes."""

    model = ActivationCode
    fields = readonly_fields = ("created_at", "sent_by", "expires_at", "tries", "used_at", "revoked_at")


class ByReference(AuditedAdmin):
    """Search that takes a reference number however it is typed."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """`41412345` finds `414/12345`, and so does the number of somebody in that family."""
        return super().get_search_results(request, queryset, family_reference(normalise_reference(search_term)))


@admin.register(Family)
class FamilyAdmin(ByReference):
    list_display = ["reference", "status", "duty_station", "plan", "currency"]
    list_filter = ["status", "plan"]
    search_fields = ["reference", "people__family_name", "people__given_name"]
    inlines = [PersonInline, SalaryInline, BankAccountInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Family | None = None) -> list[str]:
        """A reference number never changes: it is on the card."""
        return ["reference"] if obj else []


@admin.register(Person)
class PersonAdmin(ByReference):
    list_display = ["family_name", "given_name", "family", "number", "relation", "born_on"]
    list_select_related = ["family"]
    list_filter = ["relation"]
    search_fields = ["family__reference", "family_name", "given_name"]
    raw_id_fields = ["family"]  # not by autocompletion, whose addresses hold what is typed
    readonly_fields = ["user"]
    inlines = [EnrolmentInline, ActivationCodeInline]
    actions = ["send_code", "show_code"]

    def has_code_permission(self, request: HttpRequest) -> bool:
        """Who may open accounts."""
        return bool(request.user.has_perm("members.add_activationcode"))

    @admin.action(description=gettext_lazy("Send a new activation code by e-mail"), permissions=["code"])
    def send_code(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        """One mail each; says for whom it was not possible."""
        for person in queryset.select_related("family"):
            try:
                self._issue(request, person, ActivationCode.SentBy.MAIL)
            except (NoAccountForChildren, NoAddress) as refusal:
                self.message_user(request, f"{person}: {refusal.message}", messages.ERROR)
            else:
                self.message_user(request, _("%(person)s: sent.") % {"person": person}, messages.SUCCESS)

    @admin.action(
        description=gettext_lazy("Show a new activation code once, for telephone or letter"), permissions=["code"]
    )
    def show_code(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse | None:
        """One person at a time; the code can be read on this page and never again."""
        people = list(queryset.select_related("family")[:2])
        if len(people) != 1:
            self.message_user(request, _("Choose one person."), messages.ERROR)
            return None
        try:
            code = self._issue(request, people[0], ActivationCode.SentBy.PHONE)
        except NoAccountForChildren as refusal:
            self.message_user(request, str(refusal.message), messages.ERROR)
            return None
        context = {**self.admin_site.each_context(request), "title": _("New activation code")}
        return TemplateResponse(request, "members/code_once.html", {**context, "code": code, "person": people[0]})

    def _issue(self, request: HttpRequest, person: Person, sent_by: ActivationCode.SentBy) -> str:
        return issue_code(person=person, by=colleague(request), now=timezone.now(), sent_by=sent_by, request=request)


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """Accounts. A colleague gets one without password and sets it by “forgotten password”."""

    list_display = ["reference", "is_active", "is_staff", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["reference"]
    fields = ["reference", "email", "language", "is_active", "is_staff", "groups", "last_login", "created_at"]
    readonly_fields = ["last_login", "created_at"]
    filter_horizontal = ["groups"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new account has no password yet."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Roles are given by administrators of the portal, and nobody gives them to himself."""
        is_own = obj is not None and obj.pk == request.user.pk
        locked = ["is_active", "is_staff", "groups"] if is_own or not request.user.is_superuser else []
        return [*self.readonly_fields, *locked, *(["reference"] if obj else [])]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, DiscreetSearch):
    """The trail, for reading."""

    list_display = ["at", "by_label", "act", "object_type", "ip"]
    list_filter = ["act", "object_type"]
    search_fields = ["by_label", "object_id"]
    date_hierarchy = "at"
    fields = readonly_fields = (
        "at",
        "by_label",
        "act",
        "object_type",
        "object_id",
        "person",
        "family",
        "ip",
        "detail",
    )
    show_full_result_count = False
