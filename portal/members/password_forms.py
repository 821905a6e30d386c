"""Forms in which a new password is chosen: how strong it is, is said while it is typed."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import ResetPasswordKeyForm as AllauthResetPasswordKeyForm
from django import forms
from django.urls import reverse_lazy

# htmx sends this one field (and the token against forgery) when typing rests.
JUDGED = {
    "data-hx-post": reverse_lazy("members:password_strength"),
    "data-hx-trigger": "input changed delay:400ms",
    "data-hx-target": "#password-strength",
    "data-hx-params": "password1,csrfmiddlewaretoken",
    "data-hx-sync": "this:replace",
}


class _Judged(forms.Form):
    """`password1` is judged while it is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("oldpassword", "password1", "password2"):
            if name in self.fields:
                self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].widget.attrs |= JUDGED


class ChangePasswordForm(_Judged, AllauthChangePasswordForm):
    """Another password, for whoever knows the one before."""


class ResetPasswordKeyForm(_Judged, AllauthResetPasswordKeyForm):
    """Another password, for whoever holds the link."""
