"""The assessor's desk: claims ordered by what waits, one claim on one screen, and “decide again”."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from claims.admin import acts, papers, queue
from claims.admin.forms import CorrectionForm
from claims.admin.office import OfficeRulesAdmin as OfficeRulesAdmin
from claims.deciding_anew import decide_anew
from claims.models import Claim, Decision, Settlement
from claims.queue import ReviewRefused
from portal.benefits.money import rounded
from portal.look.words import money
from portal.members.desk import ByReference, ReadOnly, colleague

OPEN = [Claim.State.IN_REVIEW, Claim.State.SUBMITTED]
WHAT_WAITS_FIRST = [
    Case(When(state=Claim.State.IN_REVIEW, then=Value(0)), When(state=Claim.State.SUBMITTED, then=Value(1)), default=2),
    Case(When(state__in=OPEN, then=F("submitted_at"))).asc(nulls_last=True),
    F("submitted_at").desc(),
]


@admin.register(Claim)
class ClaimAdmin(ReadOnly, ByReference):
    """Claims that were sent. A draft is its author's alone; a result is typed by nobody."""

    list_display = ["number", "family", "patient_name", "state", "received_on"]
    list_select_related = ["family", "patient"]
    list_filter = ["state", "received_on"]
    search_fields = ["number", "family__reference"]
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/claims/claim/screen.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Sent claims only."""
        return Claim.objects.sent().select_related("family", "patient__family", "created_by__person")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """With a person first, and there the one that waits longest."""
        return WHAT_WAITS_FIRST

    @admin.display(description=gettext_lazy("patient"), ordering="patient__family_name")
    def patient_name(self, claim: Claim) -> str:
        """Without the number, which stands beside it."""
        return claim.patient.full_name

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one screen. Raises Http404 for a colleague whose role does not see claims."""
        claim = self.get_object(request, object_id)
        if claim is None or not self.has_view_permission(request, claim):
            raise Http404
        if request.method != "GET":
            raise PermissionDenied
        self._record(request, claim, "read")
        return acts.shown(request, claim, correction=self._correction(request, claim))

    def _correction(self, request: HttpRequest, claim: Claim) -> CorrectionForm | None:
        """The form of the line that `?correct=` names, for who may correct it."""
        named = request.GET.get("correct", "")
        line = next((one for one in claim.lines.all() if str(one.pk) == named), None) if named else None
        may = claim.state == Claim.State.IN_REVIEW and request.user.has_perms(acts.WORKS)
        return acts.correction_form(claim, line) if line and may else None

    def get_urls(self) -> list[URLPattern]:
        """The queue, the papers of a claim, and the acts on it."""
        decide = self.admin_site.admin_view(require_POST(self.decide_again))
        own = [
            path("<uuid:claim_id>/documents/<uuid:document_id>/", papers.document, name="claims_claim_document"),
            path(
                "<uuid:claim_id>/documents/<uuid:document_id>/pages/<int:number>/",
                papers.page,
                name="claims_claim_page",
            ),
            path("<uuid:claim_id>/notes/<uuid:settlement_id>/", papers.note, name="claims_claim_note"),
            path("<uuid:claim_id>/decide-again/", decide, name="claims_claim_decide_again"),
            path("queue/", queue.page, name="claims_claim_queue"),
            path("queue/next/", acts.take_next, name="claims_claim_next"),
            path("queue/release/", queue.release_chosen, name="claims_claim_release_chosen"),
            path("queue/keys/", queue.switch_keys, name="claims_claim_keys"),
            path("<uuid:claim_id>/take/", acts.take, name="claims_claim_take"),
            path("<uuid:claim_id>/return/", acts.give_back, name="claims_claim_return"),
            path("<uuid:claim_id>/skip/", acts.skip, name="claims_claim_skip"),
            path("<uuid:claim_id>/lines/<uuid:line_id>/correct/", acts.correct, name="claims_claim_correct"),
            path("<uuid:claim_id>/ask/", acts.ask_member, name="claims_claim_ask"),
            path("<uuid:claim_id>/release/", acts.release_one, name="claims_claim_release"),
            path("<uuid:claim_id>/reopen/", acts.reopen_settled, name="claims_claim_reopen"),
        ]
        return [*own, *super().get_urls()]

    def decide_again(self, request: HttpRequest, claim_id: UUID) -> HttpResponseRedirect:
        """Have a waiting claim decided with the facts of today; the entry says what came out."""
        if not request.user.has_perms(["claims.view_claim", "claims.decide_claim"]):
            raise Http404
        claim = get_object_or_404(self.get_queryset(request), pk=claim_id)
        try:
            decision = decide_anew(claim_id=claim.pk, by=colleague(request), now=timezone.now(), request=request)
        except ReviewRefused as refusal:
            self.message_user(request, str(refusal.message), messages.ERROR)
        else:
            level, text = _told(decision)
            self.message_user(request, text, level)
        return redirect("admin:claims_claim_change", claim.pk)


def _told(decision: Decision | None) -> tuple[int, str]:
    if decision is None:
        return messages.INFO, _("Nothing changed: the facts are the same as at the last decision.")
    if decision.outcome == Decision.Outcome.SETTLED:
        return messages.SUCCESS, _("The claim is settled. The note is being written.")
    return messages.WARNING, _("The facts have changed, but the claim still needs a person.")


@admin.register(Settlement)
class SettlementAdmin(ReadOnly, ByReference):
    """What is to be paid, without what the care was."""

    list_display = ["number", "claim", "paid", "settled_at", "superseded_at"]
    list_select_related = ["claim"]
    list_filter = ["currency", "settled_at"]
    search_fields = ["number", "claim__number", "claim__family__reference"]
    fields = readonly_fields = ("number", "family", "claim", "billed", "paid", "settled_at", "superseded_at")

    @admin.display(description=gettext_lazy("family"))
    def family(self, settlement: Settlement) -> str:
        """Its reference number."""
        return settlement.claim.family.reference

    @admin.display(description=gettext_lazy("charged"))
    def billed(self, settlement: Settlement) -> str:
        """With its currency."""
        return money(rounded(settlement.charged, settlement.currency), settlement.currency)

    @admin.display(description=gettext_lazy("reimbursed"), ordering="reimbursed")
    def paid(self, settlement: Settlement) -> str:
        """With its currency."""
        return money(rounded(settlement.reimbursed, settlement.currency), settlement.currency)
