"""The desk's page of proposed price levels: read, then accept or refuse. Nobody types a figure here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.benefits.money import rounded
from portal.entitlements.models import PriceLevelProposal
from portal.entitlements.price_proposals import ProposalRefused, accept_proposal, refuse_proposal
from portal.entitlements.wording import benefit_name
from portal.look.words import money
from portal.members.desk import AuditedAdmin, colleague

Decide = Callable[[UUID, Any, datetime], object]


@admin.register(PriceLevelProposal)
class PriceLevelProposalAdmin(AuditedAdmin):
    """What past charges say beside what is proposed."""

    list_display = ["country", "care", "proposed", "lowest", "highest", "charges", "from_on", "state"]
    list_filter = ["state", "country"]
    search_fields = ["benefit"]
    actions = ["accept", "refuse"]
    fields = readonly_fields = (
        "country",
        "care",
        "proposed",
        "percentile",
        "charges",
        "lowest",
        "highest",
        "from_on",
        "state",
        "proposed_at",
        "decided_at",
        "decided_by",
        "level",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Proposals come from past charges; a level of one's own is added as a level."""
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may make levels may accept one."""
        return bool(request.user.has_perm("entitlements.add_pricelevel"))

    @admin.display(description=gettext_lazy("benefit"), ordering="benefit")
    def care(self, proposal: PriceLevelProposal) -> str:
        """Its name in the plan."""
        return benefit_name(proposal.benefit, settings.DEFAULT_PLAN)

    @admin.display(description=gettext_lazy("proposed for one unit"), ordering="amount")
    def proposed(self, proposal: PriceLevelProposal) -> str:
        """With its currency."""
        return money(rounded(proposal.amount, proposal.currency), proposal.currency)

    @admin.action(description=gettext_lazy("Accept: make it a price level"), permissions=["decide"])
    def accept(self, request: HttpRequest, queryset: QuerySet[PriceLevelProposal]) -> None:
        """Each for itself; says which could not be."""
        self._each(request, queryset, lambda pk, by, now: accept_proposal(proposal_id=pk, by=by, now=now))

    @admin.action(description=gettext_lazy("Refuse"), permissions=["decide"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[PriceLevelProposal]) -> None:
        """Each for itself; says which could not be."""
        self._each(request, queryset, lambda pk, by, now: refuse_proposal(proposal_id=pk, by=by, now=now))

    def _each(self, request: HttpRequest, queryset: QuerySet[PriceLevelProposal], decide: Decide) -> None:
        for proposal in queryset:
            try:
                decide(proposal.pk, colleague(request), timezone.now())
            except ProposalRefused as refusal:
                self.message_user(request, f"{proposal}: {refusal.message}", messages.ERROR)
            else:
                self.message_user(request, _("%(proposal)s: done.") % {"proposal": proposal}, messages.SUCCESS)
