"""The papers anybody may have: blank forms and the description of benefits, in every language of the portal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.card.claim_form import claim_form_html
from portal.card.cost_estimate import cost_estimate_html
from portal.card.description import description_html
from portal.card.shelf import from_shelf
from portal.post.fillable import fillable
from portal.post.press import press


@dataclass(frozen=True)
class FormOnPaper:
    """A form: what it is called, what it is for, and its blank page in a language."""

    key: str
    name: Promise
    purpose: Promise
    icon: str
    html: Callable[[str], str]


FORMS: Mapping[str, FormOnPaper] = MappingProxyType(
    {
        "claim": FormOnPaper(
            "claim",
            _("Claim form"),
            _("To send a claim by post or e-mail. In the portal you need no form."),
            "receipt-text",
            claim_form_html,
        ),
        "cost-estimate": FormOnPaper(
            "cost-estimate",
            _("Cost estimate form"),
            _("For the hospital or doctor to fill in before a planned treatment."),
            "calculator",
            cost_estimate_html,
        ),
    }
)


def blank_form(key: str, language: str) -> bytes:
    """A blank form as PDF. Raises KeyError for a form there is none of, PrintingUnavailable."""
    html = FORMS[key].html(language)
    return from_shelf(html, lambda: fillable(html, language))


def description(plan: str, language: str, today: date) -> bytes:
    """The description of benefits of a plan as PDF, by the terms of that day. Raises PrintingUnavailable."""
    html = description_html(plan, language, today)
    return from_shelf(html, lambda: press().pdf(html))


def set_all(today: date) -> int:
    """Set every paper that is not on the shelf; the number of papers there should be."""
    count = 0
    for language, _name in settings.LANGUAGES:
        for key in FORMS:
            blank_form(key, language)
        description(settings.DEFAULT_PLAN, language, today)
        count += len(FORMS) + 1
    return count
