"""What happens between the people of a family is told to whom it belongs: read off the trail, in the same transaction.

The sentences name nobody and are about nobody, as the mails are; who, for what and until when is on the family page.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models.signals import post_save
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.members.access import PARENTS
from portal.members.models import ActivationCode, AuditEntry, FamilyPermission, Person
from portal.notices.telling import tell
from portal.notices.topics import Topic, What, kind_of_notice


def _kind(code: str, sentence: str | Promise) -> What:
    # Who may act in her name and who sees what is the security of an account: its mails cannot be switched off either.
    return kind_of_notice(code, Topic.SECURITY, sentence, action=_("Open the family page"))


# By how far a permission is: what it says to who gave it, and to who may act by it.
PERMISSION: dict[str, tuple[What, What]] = {
    "asked": (
        _kind(
            "permission-asked-giver",
            _("You asked somebody of your family to act for you. It begins as soon as it is accepted."),
        ),
        _kind(
            "permission-asked-helper",
            _("Somebody of your family asks you to act for her or him. Please accept or decline on your family page."),
        ),
    ),
    "given": (
        _kind(
            "permission-given-giver",
            _("Your permission for somebody of your family to act for you was renewed or changed."),
        ),
        _kind(
            "permission-given-helper",
            _("A permission by which you act for somebody of your family was renewed or changed."),
        ),
    ),
    "accepted": (
        _kind(
            "permission-accepted-giver",
            _("Somebody of your family accepted to act for you, and may do so from now on."),
        ),
        _kind(
            "permission-accepted-helper",
            _("You accepted to act for somebody of your family, and may do so from now on."),
        ),
    ),
    "ended": (
        _kind(
            "permission-ended-giver",
            _("A permission by which somebody of your family could act for you has ended."),
        ),
        _kind(
            "permission-ended-helper",
            _("A permission by which you could act for somebody of your family has ended."),
        ),
    ),
}
OF_AGE: dict[str, What] = {
    "person.coming_of_age_told": _kind(
        "child-comes-of-age", _("A child of your family comes of age within the next thirty days.")
    ),
    "person.came_of_age": _kind("child-came-of-age", _("A child of your family has come of age.")),
}
INVITED = _kind("invitation-used", _("Somebody of your family whom you invited has opened an account."))

Telling = Iterator[tuple[What, Person]]


def connect() -> None:
    """Called once, when the application is ready."""
    post_save.connect(written_down, sender=AuditEntry, dispatch_uid="notices.family")


def written_down(instance: AuditEntry, created: bool, **_rest: Any) -> None:
    """An act was written on the trail."""
    if not created:
        return
    for what, reader in _told(instance):
        tell(what=what, reader=reader, key=instance.pk, link=reverse("members:family"), now=instance.at)


def _told(entry: AuditEntry) -> Telling:
    noun, _dot, verb = entry.act.partition(".")
    if noun == "family_permission":
        yield from _of_permission(entry, verb)
    elif entry.act in OF_AGE:
        for parent in Person.objects.filter(family=entry.family, relation__in=PARENTS):
            yield OF_AGE[entry.act], parent
    elif entry.act == "account.activated":
        yield from _of_invitation(entry)


def _of_permission(entry: AuditEntry, verb: str) -> Telling:
    if entry.detail.get("how") == FamilyPermission.Ending.REPLACED:
        return  # what replaced it is told
    permission = FamilyPermission.objects.select_related("giver", "helper").filter(pk=entry.object_id).first()
    if permission is None:
        return
    # What had been accepted before goes on without an answer, so it does not wait for one.
    step = "asked" if verb == "given" and permission.accepted_at is None else verb
    if step in PERMISSION:
        yield from zip(PERMISSION[step], (permission.giver, permission.helper), strict=True)


def _of_invitation(entry: AuditEntry) -> Telling:
    """Who of the family had asked for the code, if not the desk: the family page shows that there is an account."""
    code = ActivationCode.objects.filter(person=entry.person, used_at=entry.at).first()
    if code and code.created_by_id:
        for inviter in Person.objects.filter(user=code.created_by_id, family=entry.family).exclude(pk=code.person_id):
            yield INVITED, inviter
