"""What claims tell a member."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

SETTLED = kind_of_notice(
    "settlement-note", Topic.DECISIONS, _("A claim is decided."), action=_("Read the decision"), must_be_read=True
)
STOP_LOSS = kind_of_notice(
    "stop-loss-note",
    Topic.DECISIONS,
    _("Your family has reached the stop-loss: the plan pays more."),
    action=_("Read the decision"),
    must_be_read=True,
)
ASKED = kind_of_notice("claim-question", Topic.QUESTIONS, _("We have a question about a claim."), action=_("Answer"))
RECEIPT = kind_of_notice("claim-receipt", Topic.MESSAGES, _("We have received your claim."), action=_("See the claim"))
ADDED = kind_of_notice(
    "document-receipt", Topic.MESSAGES, _("We have received your document."), action=_("See the claim")
)
