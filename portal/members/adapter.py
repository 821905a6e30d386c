"""How allauth signs people in here: by reference number, counted tries, queued mail, encrypted second factors."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal.members import audit, devices, limits, sign_in
from portal.members.models import User
from portal.members.references import normalise_reference
from portal.post.mail import queue_mail
from portal.vault import cipher

# One sentence for everything: it must not tell whether a number exists, nor whether its tries are used up.
REFUSED = _(
    "This reference number and password do not belong together. "
    "After several wrong tries, please wait ten minutes before the next one."
)

# allauth's notices that are sent on, and the mail each becomes.
NOTICES = {
    "password_reset": "password_changed",
    "password_changed": "password_changed",
    "password_set": "password_changed",
    "recovery_codes_generated": "recovery_codes_generated",
    "totp_activated": "totp_activated",
    "totp_deactivated": "totp_deactivated",
    "webauthn_added": "webauthn_added",
    "webauthn_removed": "webauthn_removed",
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed: accounts are opened by activation."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": REFUSED,
        "too_many_login_attempts": _("There were too many tries. Please wait ten minutes."),
        "username_taken": _("This reference is taken."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The account if the password is right and tries are left; else None, after the same time and work."""
        now = timezone.now()
        reference = normalise_reference(credentials.get("username") or "")
        password = credentials.get("password") or ""
        try:
            with sign_in.counted(request, reference, now=now) as budgets:
                AuthenticationBackend.unstash_authenticated_user()
                user = authenticate(request, username=reference, password=password)
                user = user or AuthenticationBackend.unstash_authenticated_user()
        except sign_in.TooManyTries:
            User().set_password(password)  # the refusal takes as long as a wrong password
            self._note("account.sign_in_stopped", request, reference)
            return None
        if user is None:
            self._note("account.sign_in_failed", request, reference)
            return None
        limits.give_back(budgets)
        return user

    def _note(self, act: str, request: HttpRequest, reference: str) -> None:
        """Audits a refusal. An unknown reference is not written down: it may be a password in the wrong field."""
        user = User.objects.select_related("person__family").filter(reference=reference).first()
        about = getattr(user, "person", None) or user
        audit.record(act=act, by=None, about=about, now=timezone.now(), request=request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Marks the device as known."""
        response = super().post_login(request, user, **kwargs)
        devices.remember(request, response, cast(User, user), now=timezone.now())
        return response

    def get_login_stages(self) -> list[str]:
        """allauth's, with our own step for the second factor."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "portal.members.stages.AuthenticateStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password and its entry on the trail, both or neither."""
        member = cast(User, user)
        act = "account.password_changed" if self.request.user.is_authenticated else "account.password_reset"
        about = getattr(member, "person", None) or member
        with transaction.atomic():
            super().set_password(member, password)
            sign_in.forgive(member.reference)
            audit.record(act=act, by=member, about=about, now=timezone.now(), request=self.request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tells members by mail that their password or second factor has changed."""
        member = cast(User, user)
        name = template_prefix.rpartition("/")[2]
        if member.email and name in NOTICES:
            self.send_mail(NOTICES[name], member.email, {**(context or {}), "user": member})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Puts allauth's mail in the outbox instead of sending it inside the request."""
        template = "account_" + template_prefix.rpartition("/")[2]
        words = {name: value for name, value in context.items() if isinstance(value, str)}
        user = context.get("user")
        language = user.language if isinstance(user, User) else get_language() or "en"
        queue_mail(kind=template, to=email, language=language, template=template, context=words, now=timezone.now())


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted at rest."""

    def encrypt(self, text: str) -> str:
        """For the column."""
        return cipher.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """From the column. Raises portal.vault.cipher.Unreadable when the key is gone."""
        return cipher.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a new passkey is called until its owner says otherwise."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1} if count else gettext("Passkey")

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """What the device shows beside the passkey: the reference number, no name."""
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": cast(User, user).reference, "display_name": cast(User, user).reference}

    def get_totp_issuer(self) -> str:
        """Who asks for the code, as an authenticator app shows it."""
        return str(settings.ADMINISTRATOR["name"])

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What an authenticator app calls the account."""
        return cast(User, user).reference
