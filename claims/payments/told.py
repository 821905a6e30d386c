"""What a family is asked where money cannot go out."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

MISSING = kind_of_notice(
    "bank-details-missing",
    Topic.QUESTIONS,
    _("We need bank details before we can pay you."),
    action=_("Give bank details"),
)
RETURNED = kind_of_notice(
    "bank-details-returned",
    Topic.QUESTIONS,
    _("A payment came back from your bank. We need new bank details."),
    action=_("Give bank details"),
)
