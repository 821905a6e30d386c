"""What an account remembers about its first page."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TourLeft(models.Model):
    """The account has left the tour of the first visit: it does not come back by itself."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("account")
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("tour that was left")
        verbose_name_plural = _("tours that were left")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)
