"""What members tell and ask about providers: something is wrong, direct payment for once, one for the network."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.members.models import Person
from portal.vault.fields import EncryptedTextField
from providers.codes import CareKind
from providers.models.provider import Provider


class ProviderRequest(models.Model):
    """One of them, until a colleague answered it. `form_key` makes a form that is sent twice one request.

    `provider` is one of our list; else `name`, `city` and `country` say whom the member means.
    """

    class Kind(models.TextChoices):
        WRONG = "wrong", _("Something is wrong")
        DIRECT = "direct", _("Direct payment, for once")
        NETWORK = "network", _("A provider for the network")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("provider request", "Being looked at")
        DONE = "done", pgettext_lazy("provider request", "Done")
        DECLINED = "declined", pgettext_lazy("provider request", "Not possible")

    TONES = {State.WAITING: "info", State.DONE: "success", State.DECLINED: "neutral"}

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    form_key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(_("what it is"), max_length=7, choices=Kind)
    person = models.ForeignKey(Person, models.PROTECT, related_name="provider_requests", verbose_name=_("for"))
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("provider")
    )
    name = models.CharField(_("name of the provider"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    contact = models.CharField(_("phone or e-mail of the provider"), max_length=200, blank=True)
    care = models.CharField(_("kind of care"), max_length=20, choices=CareKind, blank=True)
    planned_on = models.DateField(_("planned day of the care"), null=True, blank=True)
    words = EncryptedTextField(_("the member's words"), blank=True, default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    answer = EncryptedTextField(_("answer, as the member reads it"), blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request about a provider")
        verbose_name_plural = _("requests about providers")
        ordering = ["asked_at"]
        permissions = [
            ("answer_direct", "Can answer requests for direct payment"),
            ("answer_network", "Can answer what members say about the provider list"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["wrong", "direct", "network"]), name="request_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | Q(state__in=["done", "declined"], answered_at__isnull=False, answered_by__isnull=False),
                name="request_answered_by_a_person",
            ),
            models.CheckConstraint(condition=Q(provider__isnull=False) | ~Q(name=""), name="request_names_a_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d}"

    @property
    def tone(self) -> str:
        """Of its badge."""
        return self.TONES[self.State(self.state)]

    @property
    def about(self) -> str:
        """Whom it is about."""
        return self.provider.name if self.provider else self.name
