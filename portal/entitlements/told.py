"""That a day is near on which something ends."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

REMINDER = kind_of_notice("deadline-reminder", Topic.DEADLINES, _("A day that matters is near."), action=_("See it"))
