"""Forms of accounts. They read what was typed and decide nothing."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.look.fields import DayField, DayInput
from portal.members import passwords
from portal.members.models import Person, User
from portal.members.password_forms import JUDGED
from portal.members.preferences import NotesBy
from portal.members.references import normalise_reference

REFERENCE_HELP = _("It is on your membership card, for example 414/12345.")


def _password_rules() -> str:
    return " ".join(password_validators_help_texts())


password_rules = lazy(_password_rules, str)


def helper() -> FormHelper:
    """Fields only: the page writes the form element and its button."""
    plain = FormHelper()
    plain.form_tag = False
    plain.disable_csrf = True
    return plain


class ReferenceField(forms.CharField):
    """A personal reference number, however it was typed. Never refuses one: that is for the verb to say."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
        kwargs.setdefault("label", _("Personal reference number"))
        kwargs.setdefault("help_text", REFERENCE_HELP)
        super().__init__(max_length=254, widget=forms.TextInput(attrs=attributes), **kwargs)

    def to_python(self, value: Any) -> str:
        """The number in its one form."""
        return normalise_reference(super().to_python(value) or "")


class LoginForm(AllauthLoginForm):
    """Sign-in by reference number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = ReferenceField()
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.helper = helper()

    def user_credentials(self) -> dict[str, Any]:
        """Always a reference: something with an @ is no e-mail sign-in here."""
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class ResetPasswordForm(AllauthResetPasswordForm):
    """Asks by number or address, and answers the same whether or not we know it."""

    # allauth's view reads this name; the field takes a reference number too.
    email = forms.CharField(
        label=_("Personal reference number or e-mail address"),
        help_text=REFERENCE_HELP,
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def clean_email(self) -> str:
        """What was typed; whose it is, is found out later."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Hands over to the verb."""
        typed = self.cleaned_data["email"]
        passwords.ask_reset(typed=typed, language=get_language() or "en", by=None, now=timezone.now(), request=request)
        return str(typed)


class ActivationForm(forms.Form):
    """Number, birth date and code: together they belong to one person."""

    reference = ReferenceField()
    born_on = DayField(label=_("Date of birth"), widget=DayInput(autocomplete="bday"))
    code = forms.CharField(
        label=_("Activation code"),
        help_text=_("16 letters and digits, from your e-mail or welcome letter. You may leave out the dashes."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class NewPasswordForm(forms.Form):
    """A first password, typed twice."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        help_text=password_rules(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", **JUDGED}),
    )
    password2 = forms.CharField(
        label=_("Password again"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = helper()

    def clean_password1(self) -> str:
        """A password that is hard to guess. Raises ValidationError."""
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Both the same. Raises ValidationError."""
        data = super().clean() or {}
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", _("Type the same password twice."))
        return data


class PreferencesForm(forms.Form):
    """What members set for themselves. Notes belong to the family, so only the participant is asked about them."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Pages, e-mails and letters come in this language."),
    )
    notes_by = forms.ChoiceField(
        label=_("Settlement notes"),
        choices=NotesBy.choices,
        help_text=_("They name illnesses and amounts. E-mail that does not reach you is followed by a letter."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        facts = {"language": person.language, "notes_by": NotesBy.of(person.family)}
        super().__init__(*args, **{**kwargs, "initial": facts})
        if person.relation != Person.Relation.PARTICIPANT:
            del self.fields["notes_by"]
        self.helper = helper()
