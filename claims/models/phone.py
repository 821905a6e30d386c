"""What a member wrote on her phone where there was no line, as typed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from portal.vault.fields import EncryptedJSONField


class PhoneDraft(models.Model):
    """Fields by name under `typed`, not judged, and a `note` to herself; gone once the claim is sent.

    `taken_at` is `changed_at` of the claim as it was taken in: as long as they are equal, nobody went on with it here.
    """

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="phone_draft")
    typed: Any = EncryptedJSONField()
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft from a phone")
        verbose_name_plural = _("drafts from phones")

    def __str__(self) -> str:
        return str(self.pk)
