"""The desk's page of permissions in families: read with their history, ended on the page of a member's sign-in."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.members.desk import ByReference, ReadOnly
from portal.members.models import FamilyPermission


@admin.register(FamilyPermission)
class FamilyPermissionAdmin(ReadOnly, ByReference):
    """Who lets whom act, for what, until when, and how it ended."""

    list_display = ("giver", "helper", "purposes_told", "given_at", "accepted_at", "until_on", "ended_at", "ending")
    list_select_related = ("giver__family", "helper__family")
    list_filter = ("ending", "for_claims", "for_care", "for_left", "for_all")
    search_fields = ("giver__family__reference", "giver__family_name", "helper__family_name")
    date_hierarchy = "given_at"
    list_per_page = 50
    fields = readonly_fields = (
        *("giver", "helper", "purposes_told", "given_at", "accepted_at", "until_on", "ended_at", "ending", "ended_by"),
    )

    @admin.display(description=_("for what"))
    def purposes_told(self, permission: FamilyPermission) -> str:
        """In words."""
        return "; ".join(map(str, permission.purpose_words))
