"""What appeals tell a member. Time runs from these: they cannot be switched off."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

RECEIPT = kind_of_notice(
    "appeal-receipt", Topic.DECISIONS, _("We have received your appeal."), action=_("See the appeal")
)
NEWS = kind_of_notice(
    "appeal-news", Topic.DECISIONS, _("There is news about your appeal."), action=_("Read it"), must_be_read=True
)
DECIDED = kind_of_notice(
    "appeal-decision",
    Topic.DECISIONS,
    _("Your appeal is decided."),
    action=_("Read the decision"),
    must_be_read=True,
)
