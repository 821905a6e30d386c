"""What planned care tells a member."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

RECEIPT = kind_of_notice(
    "care-request-receipt", Topic.CARE, _("We have received your request."), action=_("See the request")
)
NEWS = kind_of_notice(
    "care-request-news", Topic.CARE, _("There is news about your request."), action=_("See the request")
)
DECIDED = kind_of_notice(
    "approval-decision",
    Topic.DECISIONS,
    _("The medical consultant has decided about planned care."),
    action=_("Read the decision"),
    must_be_read=True,
)
