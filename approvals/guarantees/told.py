"""What a member is told about a guarantee of payment. A hospital relies on it: it cannot be switched off."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

ISSUED = kind_of_notice(
    "guarantee-to-member",
    Topic.DECISIONS,
    _("There is a decision about your guarantee of payment."),
    action=_("Read the decision"),
    must_be_read=True,
)
ENDED = kind_of_notice(
    "guarantee-ended", Topic.DECISIONS, _("A guarantee of payment has ended."), action=_("See the guarantee")
)
