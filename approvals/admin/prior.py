"""The desk of the medical consultant: prior approvals decided, and read with an entry on the trail."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.decisions import (
    NOTHING,
    UNSEEN,
    DecisionRefused,
    decide_approval,
    is_consultant,
    newest,
    refuse_contradictions,
    refuse_eyes,
    refuse_seen,
)
from approvals.models import PriorApproval
from portal.entitlements.choices import benefit_choices
from portal.entitlements.models import country_code, currency_code
from portal.entitlements.wording import benefit_name
from portal.members.desk import ByReference, colleague
from portal.members.models import Person, User
from portal.members.references import family_reference, normalise_reference

FIELDS = (
    "outcome",
    "benefit",
    "from_on",
    "until_on",
    "limit_amount",
    "limit_currency",
    "units",
    "unit",
    "is_partly",
    "authorised_country",
    "reasons",
)


class Unseen(forms.HiddenInput):
    """The desk writes a label for every field; one for what nobody sees may point at nothing."""

    def id_for_label(self, id_: str) -> str:
        """None."""
        return ""


class DecisionForm(forms.ModelForm):
    """One decision. The person is named by reference number, as on the request."""

    reference = forms.CharField(
        label=_("reference number"), help_text=_("Of the patient: 414/12345, or 414/12345-1 for a family member.")
    )
    benefit = forms.ChoiceField(label=_("benefit"), choices=lambda: benefit_choices(settings.DEFAULT_PLAN))
    limit_currency = forms.CharField(label=_("currency"), required=False, validators=[currency_code])
    authorised_country = forms.CharField(
        label=_("country approved"),
        required=False,
        validators=[country_code],
        help_text=_("Two letters, when care in another country was approved: its prices count then."),
    )

    # The newest decision about the person when the page was shown, so that the second of two colleagues is told.
    seen = forms.CharField(max_length=40, required=False, widget=Unseen)
    by: User

    class Meta:
        model = PriorApproval
        fields = FIELDS

    def clean_reference(self) -> Person:
        """The person with that number."""
        reference = normalise_reference(self.cleaned_data["reference"])
        family = Person.objects.select_related("family").filter(family__reference=family_reference(reference))
        person = next((one for one in family if one.reference == reference), None)
        if person is None:
            raise ValidationError(_("Nobody has this number."))
        return person

    def clean(self) -> None:
        """The verb's own refusals, told beside their fields."""
        super().clean()
        if self.errors:
            return
        try:
            person = self.cleaned_data["reference"]
            refuse_eyes(person, self.by)
            refuse_seen(person, self.cleaned_data["seen"] or UNSEEN)
            refuse_contradictions(PriorApproval(person=person, **self.decision()))
        except DecisionRefused as refusal:
            self.add_error(refusal.field or None, refusal.message)

    def decision(self) -> dict[str, Any]:
        """What was decided, as the verb takes it."""
        return {name: self.cleaned_data[name] for name in FIELDS}


@admin.register(PriorApproval)
class PriorApprovalAdmin(ByReference):
    """Added, never changed: a correction is a new decision, and the newest about a day counts."""

    form = DecisionForm
    list_display = ["number", "person", "outcome", "is_partly", "from_on", "until_on", "decided_by", "decided_at"]
    list_select_related = ["person__family", "decided_by"]
    list_filter = ["outcome", "decided_at"]
    search_fields = ["person__family__reference"]

    def has_change_permission(self, request: HttpRequest, obj: PriorApproval | None = None) -> bool:
        """Never."""
        return False

    def get_fields(self, request: HttpRequest, obj: PriorApproval | None = None) -> tuple[str, ...]:
        """The form of a new decision, or what was decided and by whom."""
        if obj is None:
            return ("reference", *FIELDS, "seen")
        shown = ("care" if name == "benefit" else name for name in FIELDS)
        return ("number", "person", *shown, "is_afterwards", "decided_by", "decided_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By the role alone."""
        return super().has_add_permission(request) and is_consultant(request.user)

    def get_form(
        self, request: HttpRequest, obj: PriorApproval | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """With the colleague who decides."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = colleague(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: PriorApproval | None = None) -> tuple[str, ...]:
        """All of a decision that was made."""
        return self.get_fields(request, obj) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """`?person=` (her id, as addresses hold no reference numbers) fills in the number."""
        try:
            person = Person.objects.select_related("family").get(pk=UUID(request.GET.get("person", "")))
        except (ValueError, Person.DoesNotExist):
            return {}
        last = newest(person)
        return {
            "reference": person.reference,
            "benefit": request.GET.get("benefit", ""),
            "seen": str(last.pk) if last else NOTHING,
        }

    @admin.display(description=_("benefit"))
    def care(self, approval: PriorApproval) -> str:
        """Its name in the plan of the family."""
        return benefit_name(approval.benefit, approval.person.family.plan)

    def save_model(self, request: HttpRequest, obj: PriorApproval, form: DecisionForm, change: bool) -> None:
        """By the verb, which writes the entry on the trail too."""
        decided = decide_approval(
            person=form.cleaned_data["reference"],
            **form.decision(),
            seen=form.cleaned_data["seen"] or UNSEEN,
            by=colleague(request),
            now=timezone.now(),
            request=request,
        )
        vars(obj).update(vars(decided))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's own log only: the verb has written ours."""
        return admin.ModelAdmin.log_addition(self, request, obj, message)
