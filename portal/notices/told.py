"""That there is news of the plan, and that a piece of it was corrected."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

NEWS = kind_of_notice("plan-news", Topic.COVER, _("There is news about the plan."))
CORRECTED = kind_of_notice("plan-news-corrected", Topic.COVER, _("A piece of news about the plan was corrected."))
