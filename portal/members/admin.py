"""The desk's pages about members: find one by number or name, see family, cover and salary, send a code."""

from typing import Any

from allauth.usersessions.admin import UserSessionAdmin
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

from portal.members.desk import AuditedAdmin, ByReference, ReadOnly
from portal.members.entrance_admin import EntranceAdmin
from portal.members.family.desk import FamilyPermissionAdmin
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
from portal.members.searching import DiscreetSearch

__all__ = ["EntranceAdmin", "FamilyPermissionAdmin"]  # their pages stand beside these

# allauth's own page shows the key of a session, with which one is that member, and lets rows be written.
admin.site.unregister(UserSession)


@admin.register(UserSession)
class SessionAdmin(ReadOnly, UserSessionAdmin):
    """Who is signed in where. Not searched: addresses of people would stand in ours."""

    search_fields = ()
    fields = ("user", "ip", "user_agent", "created_at", "last_seen_at")


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
    inlines = [EnrolmentInline, ActivationCodeInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Person | None = None) -> list[str]:
        """An address is changed where it is checked who asks: on the page of her sign-in."""
        return ["user", *(["email"] if obj else [])]


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
