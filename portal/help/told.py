"""What a conversation tells a member."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

RECEIPT = kind_of_notice(
    "enquiry-receipt", Topic.MESSAGES, _("We have received your message."), action=_("See the conversation")
)
ANSWERED = kind_of_notice(
    "enquiry-answer",
    Topic.MESSAGES,
    _("We have answered your message."),
    action=_("Read the answer"),
    must_be_read=True,
)
