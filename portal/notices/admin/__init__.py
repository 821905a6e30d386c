"""The desk of what members are told: when they are reminded, and news of the plan."""

from portal.notices.admin.news import NewsAdmin
from portal.notices.admin.rules import ReminderRulesAdmin

__all__ = ["NewsAdmin", "ReminderRulesAdmin"]
