"""allauth's forms of second factors in our words, and proof against whatever stands where a browser's answer should."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm
from allauth.mfa.webauthn.forms import LoginWebAuthnForm as AllauthLoginWebAuthnForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as AllauthReauthenticateWebAuthnForm
from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.members import audit, devices
from portal.members.forms import helper
from portal.members.models import User

# What is thrown deep inside when JSON is not what a browser makes of a passkey.
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)
NAME_LONGEST = 60


def refused() -> ValidationError:
    """One sentence, whatever was wrong: an unknown key, an old challenge, no answer of a browser at all."""
    return ValidationError(_("This passkey was not accepted. Please try again, or go on in another way."))


class CredentialField(forms.JSONField):
    """What the browser made of a passkey. Nested without end it is refused; else reading it would break off."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """The answer as data. Raises ValidationError."""
        try:
            return super().to_python(value)
        except (ValidationError, RecursionError):
            raise refused() from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Nothing: an answer that was refused is not sent a second time."""
        return InvalidJSONInput("")


class _ReadsCredential(forms.Form):
    """Turns every way in which an answer of a browser can be wrong into one refusal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _credential()
        self.helper = helper()

    def clean_credential(self) -> Authenticator:
        """The passkey that signed. Raises ValidationError."""
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except MALFORMED as fault:
            raise refused() from fault
        return found


class LoginPasskeyForm(_ReadsCredential, AllauthLoginWebAuthnForm):
    """Sign-in by passkey alone. A refusal leaves its entry on the trail, as a wrong password does."""

    def clean_credential(self) -> Authenticator:
        """The passkey that signed, of an account that still holds it. Raises ValidationError."""
        try:
            return super().clean_credential()
        except ValidationError:
            audit.record(
                act="account.passkey_refused", by=None, about=None, now=timezone.now(), request=context.request
            )
            raise refused() from None


class _MayRemember(forms.Form):
    """Offers to ask less often on this device. Staff are not offered it: their second factor is asked every time."""

    user: User
    helper: FormHelper

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.user.is_staff:
            self.fields["remember"] = forms.BooleanField(
                label=_("Remember this device for 30 days"),
                help_text=_("Only if nobody else uses it. Your password is still asked for."),
                required=False,
            )
        self.helper = helper()

    def save(self) -> None:
        """The second factor was right: sign-in goes on, with the wish."""
        super().save()  # type: ignore[misc]
        if self.cleaned_data.get("remember"):
            devices.wish_trust(context.request)


class AuthenticatePasskeyForm(_ReadsCredential, _MayRemember, AuthenticateWebAuthnForm):
    """A passkey or security key after the password."""

    @property
    def has_key(self) -> bool:
        """Whether the account has one to ask for."""
        return is_mfa_enabled(self.user, [Authenticator.Type.WEBAUTHN])


class AuthenticateCodeForm(_MayRemember, AuthenticateForm):
    """A code of the app or a recovery code after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_app = is_mfa_enabled(self.user, [Authenticator.Type.TOTP])
        self.fields["code"] = _code(_("Code") if self.has_app else _("Recovery code"))


class ReauthenticateCodeForm(ReauthenticateForm):
    """The same once more, before something that a thief of an open session would do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_app = is_mfa_enabled(self.user, [Authenticator.Type.TOTP])
        self.fields["code"] = _code(_("Code of your authenticator app") if has_app else _("Recovery code"))
        self.helper = helper()


class ReauthenticatePasskeyForm(_ReadsCredential, AllauthReauthenticateWebAuthnForm):
    """A passkey or security key once more, before something that a thief of an open session would do."""


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey; or a security key for after the password, where the device can do no more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name()
        self.fields["name"].required = False
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Sign in with it alone, without a password"),
            help_text=_("Leave this out for an old security key that asks for no fingerprint, face or PIN."),
            required=False,
            initial=True,
        )
        self.fields["credential"] = _credential()
        self.order_fields(["name", "passwordless", "credential"])
        self.helper = helper()

    def clean(self) -> dict[str, Any]:
        """Checks what the browser made against the challenge of this session. Raises ValidationError."""
        try:
            data: dict[str, Any] = super().clean()
        except MALFORMED as fault:
            raise refused() from fault
        return data


class RenamePasskeyForm(EditWebAuthnForm):
    """What its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _name()
        self.helper = helper()


def _credential() -> CredentialField:
    return CredentialField(error_messages={"required": refused().message})


def _code(label: Any) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attributes))


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        help_text=_("So that you know it again, for example “my phone”."),
        max_length=NAME_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
