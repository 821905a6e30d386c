"""What members are told: notices, how each wants them, when they are reminded, and news of the plan."""

from portal.notices.models.news import News, NewsVersion
from portal.notices.models.notice import MailChoice, Notice, NoticeQuerySet, ReminderRules

__all__ = ["MailChoice", "News", "NewsVersion", "Notice", "NoticeQuerySet", "ReminderRules"]
