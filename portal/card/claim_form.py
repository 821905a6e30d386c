"""The claim form on paper, to fill in on a screen or by hand: for whoever sends a claim by post or e-mail."""

from django.utils import translation
from django.utils.translation import gettext as _

from portal.benefits.plans import load_plan
from portal.card.form_parts import Field, Part, Table, filled, known, patient, signature
from portal.card.form_printing import form_html
from portal.members.models import Person
from portal.post.fillable import fillable

EXPENSES = 9


def claim_form(language: str, person: Person | None = None, sender: Person | None = None) -> bytes:
    """A claim form in a language of the portal; blank, or with what is known of the `person` who was ill.

    `sender` is whose address, e-mail and currency stand on it. The fields are those of the parts below.
    Raises portal.post.press.PrintingUnavailable.
    """
    return fillable(claim_form_html(language, person, sender), language)


def claim_form_html(language: str, person: Person | None = None, sender: Person | None = None) -> str:
    """The same as the page that is printed."""
    with translation.override(language):
        values = known(person)
        if sender is not None:
            values |= {"email": sender.email, "pay_currency": sender.family.currency, "signed_name": sender.full_name}
        months = load_plan(sender.family.plan).rules.claim_months if sender else None
        return form_html(
            title=_("Claim form"),
            lead=_("One form for each patient. Add the bills, prescriptions and, if there are any, medical reports."),
            parts=filled(_parts(), values),
            ending=_ending(months),
            language=language,
            country=person.family.residence if person else "",
        )


def _ending(months: int | None) -> list[str]:
    declared = _(
        "I declare that what stands here is complete and true. I know that a false statement can cost me the payment "
        "and have further consequences."
    )
    if months is None:
        return [declared]
    in_time = _("The claim must reach us within %(months)s months of the day of care.") % {"months": months}
    return [declared, in_time]


def _parts() -> list[Part]:
    return [patient(), _reader(), _care(), _expenses(), _insurance(), _payment(), signature()]


def _reader() -> Part:
    fields = [Field("address", _("Address"), 6), Field("email", _("E-mail"), 3), Field("phone", _("Phone"), 3)]
    return Part(_("How we reach you"), fields)


def _care() -> Part:
    return Part(
        _("The care"),
        [
            Field("diagnosis", _("Diagnosis, or the reason for the care"), 6, "lines"),
            Field("is_accident", _("Because of an accident"), 2, "tick"),
            Field("accident_on", _("Day of the accident"), 2),
            Field("is_work", _("Because of work"), 2, "tick"),
        ],
    )


def _expenses() -> Part:
    columns = [
        ("on", _("Day"), 15),
        ("care", _("What for"), 30),
        ("provider", _("Doctor, hospital or pharmacy"), 25),
        ("country", _("Country"), 10),
        ("amount", _("Amount"), 10),
        ("currency", _("Currency"), 10),
    ]
    return Part(_("Expenses"), table=Table("expense", EXPENSES, columns))


def _insurance() -> Part:
    return Part(
        _("Another insurance"),
        [
            Field("is_insured_elsewhere", _("Another insurance pays as well"), 3, "tick"),
            Field("other_insurance", _("Its name and policy number"), 3),
        ],
        note=_("If another insurance covers the care, it pays first: add its statement."),
    )


def _payment() -> Part:
    return Part(
        _("Payment"),
        [
            Field("pay_member", _("Pay me"), 2, "tick"),
            Field("pay_provider", _("Pay the provider"), 2, "tick"),
            Field("pay_currency", _("Currency"), 2),
            Field("account_holder", _("Account holder"), 3),
            Field("account", _("Account number or IBAN"), 3),
            Field("bank", _("Bank and BIC"), 6),
        ],
        note=_("Leave the account empty to be paid to the one we know."),
    )
