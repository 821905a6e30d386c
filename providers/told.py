"""What a member is told about her requests about providers."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

ANSWERED = kind_of_notice(
    "provider-answer", Topic.MESSAGES, _("We have answered your request about a provider."), action=_("Read the answer")
)
