"""Which document is for which expense."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.custody import documents_of
from claims.models import Claim, ClaimDocument
from portal.entitlements.wording import benefit_name
from portal.look.plain import plain_helper
from portal.look.words import long_date, money

KIND = "kind-"


class UsesForm(forms.Form):
    """For each document of a draft, its expenses. All of them are ticked as long as nobody said otherwise."""

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        choices = [(str(line.pk), _line_words(claim, line)) for line in claim.lines.all()]
        for document in documents_of(claim):
            chosen = [str(line.pk) for line in document.used_for.all()]
            self.fields[str(document.pk)] = self._uses(document, choices, chosen)
            self.fields[f"{KIND}{document.pk}"] = forms.BooleanField(
                label=_("This is the statement of another insurance"),
                required=False,
                initial=document.kind == ClaimDocument.Kind.OTHER_INSURER,
            )

    def _uses(self, document: ClaimDocument, choices: list[tuple[str, str]], chosen: list[str]) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=choices,
            label=document.stored.original_name,
            initial=chosen or [key for key, _words in choices],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one expense, or remove the document.")},
        )

    def chosen(self) -> Iterator[tuple[UUID, list[UUID], ClaimDocument.Kind]]:
        """Each document with its expenses, and what it is."""
        for name, lines in self.cleaned_data.items():
            if not name.startswith(KIND):
                theirs = self.cleaned_data[f"{KIND}{name}"]
                kind = ClaimDocument.Kind.OTHER_INSURER if theirs else ClaimDocument.Kind.ANY
                yield UUID(name), [UUID(line) for line in lines], kind


def _line_words(claim: Claim, line: Any) -> str:
    what = {
        "number": line.position,
        "care": benefit_name(line.benefit, claim.family.plan),
        "day": long_date(line.service_on),
        "amount": money(line.charged, line.currency),
    }
    return str(_("%(number)s. %(care)s, %(day)s, %(amount)s") % what)
