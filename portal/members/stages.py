"""The step of sign-in that asks for the second factor."""

from allauth.mfa.stages import AuthenticateStage as AllauthAuthenticateStage
from django.http import HttpRequest
from django.utils import timezone

from portal.members import devices


class AuthenticateStage(AllauthAuthenticateStage):
    """As allauth's, but devices that are remembered pass."""

    def _should_handle(self, request: HttpRequest) -> bool:
        asked = bool(super()._should_handle(request))
        return asked and not devices.is_trusted(request, self.login.user, now=timezone.now())
