"""Who signs in: a member by reference number, a colleague of the administrator by a word."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.members.references import normalise_reference


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the reference is normalised on the way in and on every lookup."""

    use_in_migrations = True

    def create_user(self, reference: str, password: str | None = None, **fields: Any) -> "User":
        """An account; without a password it cannot sign in until one is set. Raises ValueError without reference."""
        if not reference:
            raise ValueError("An account needs a reference.")
        user = self.model(reference=normalise_reference(reference), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, reference: str, password: str | None = None, **fields: Any) -> "User":
        """An account that may do everything in the staff pages."""
        return self.create_user(reference, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with that reference, however it was typed. Raises User.DoesNotExist."""
        return self.get(reference=normalise_reference(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """One account, one person: adults of a family each have their own."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=64, unique=True)
    email = models.EmailField(_("e-mail"), blank=True, db_index=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "reference"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def clean(self) -> None:
        """Keeps the stored reference in its one form."""
        super().clean()
        self.reference = normalise_reference(self.reference)

    def get_full_name(self) -> str:
        """The person's name, or the reference for accounts without one (staff)."""
        person = getattr(self, "person", None)
        return person.full_name if person else self.reference

    def get_short_name(self) -> str:
        """What the portal calls its reader: the given name, or the reference."""
        person = getattr(self, "person", None)
        return person.given_name if person else self.reference
