"""The form with which members look through their claims. It is posted: what somebody looks for is nobody's address."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.finding import UNPAID, Wanted
from claims.models import Claim
from portal.look.amounts import AmountField
from portal.look.plain import plain_helper
from portal.members.models import Person

LONGEST = 100


class FindForm(forms.Form):
    """Everything is optional."""

    words = forms.CharField(
        label=_("Words or number"),
        help_text=_("A doctor or shop, a kind of care, a name, or the number of a claim"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    person = forms.TypedChoiceField(label=_("Patient"), required=False, empty_value=None)
    year = forms.TypedChoiceField(label=_("Year of care"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            (Claim.State.SUBMITTED, Claim.State.SUBMITTED.label),
            (Claim.State.IN_REVIEW, Claim.State.IN_REVIEW.label),
            (Claim.State.SETTLED, Claim.State.SETTLED.label),
            (UNPAID, _("Settled, nothing paid")),
        ],
    )
    least = AmountField(label=_("Billed at least"), required=False)
    most = AmountField(label=_("Billed at most"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], years: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        listed = {str(person.pk): person for person in people}
        person, year = self.fields["person"], self.fields["year"]
        person.choices = [("", _("All")), *((key, one.given_name) for key, one in listed.items())]  # type: ignore[attr-defined]
        person.coerce = lambda key: listed[key].pk  # type: ignore[attr-defined]
        year.choices = [("", _("All")), *((one, str(one)) for one in years)]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        return Wanted(**self.cleaned_data)
