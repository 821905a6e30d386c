"""That the file of her data is ready."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import Topic, kind_of_notice

READY = kind_of_notice("data-archive", Topic.MESSAGES, _("The file with your data is ready."), action=_("Download it"))
