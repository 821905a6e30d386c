"""What a member is told about her year near the overall maximum."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

NEWS = kind_of_notice(
    "maximum-news", Topic.COVER, _("There is news about the overall maximum of the plan."), must_be_read=True
)
