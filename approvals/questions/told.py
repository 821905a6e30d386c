"""That the medical consultant has answered; never what."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

ANSWERED = kind_of_notice(
    "question-news",
    Topic.MESSAGES,
    _("The medical consultant has answered your question."),
    action=_("Read the answer"),
    must_be_read=True,
)
