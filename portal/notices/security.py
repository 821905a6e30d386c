"""What happens to an account or its money is told to whom it belongs: read off the trail, in the same transaction.

The rooms that do these things lie below and write the trail anyway, and mail of their own that cannot be switched off.
"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.members.models import AuditEntry, Person
from portal.notices.telling import tell
from portal.notices.topics import Topic, What, kind_of_notice


def _security(code: str, sentence: str | Promise) -> What:
    return kind_of_notice(code, Topic.SECURITY, sentence, action=_("Look"))


PASSWORD = _security("password-changed", _("Your password was changed."))
# By the act on the trail: what it says to the member, and where she looks.
TOLD: dict[str, tuple[What, str]] = {
    "account.password_changed": (PASSWORD, "members:account"),
    "account.password_reset": (PASSWORD, "members:account"),
    "account.new_device": (
        _security("new-device", _("Somebody signed in to your account from a new device.")),
        "members:devices",
    ),
    "account.second_factor_added": (
        _security("second-factor-added", _("A passkey or authenticator was added to your account.")),
        "mfa_index",
    ),
    "account.second_factor_removed": (
        _security("second-factor-removed", _("A passkey or authenticator was removed from your account.")),
        "mfa_index",
    ),
    "card.replaced": (
        _security("card-replaced", _("A membership card was replaced. The one before confirms nothing any more.")),
        "card:cards",
    ),
    "email.changed": (_security("email-changed", _("Your e-mail address was changed.")), "members:email"),
    "bank_account.added": (
        _security("bank-details-changed", _("Bank details were given or changed.")),
        "members:bank_details",
    ),
    "token.made": (_security("token-made", _("A program was given access to your data.")), "mydata:tokens"),
    "family.notes_by_changed": (
        _security("notes-by-changed", _("How your family gets its settlement notes was changed.")),
        "members:account",
    ),
}


def connect() -> None:
    """Called once, when the application is ready."""
    post_save.connect(written_down, sender=AuditEntry, dispatch_uid="notices.security")


def written_down(instance: AuditEntry, created: bool, **_rest: Any) -> None:
    """An act was written on the trail."""
    if created and instance.act in TOLD:
        what, place = TOLD[instance.act]
        for reader in _owners(instance.person, instance.family):
            tell(what=what, reader=reader, about=reader, key=instance.pk, link=reverse(place), now=instance.at)


def _owners(person: UUID | None, family: UUID | None) -> QuerySet[Person]:
    """The person herself; for what belongs to a family as a whole, its participant."""
    if person:
        return Person.objects.filter(pk=person)
    return Person.objects.filter(family=family, relation=Person.Relation.PARTICIPANT)
