"""The desk of enquiries: the queue by time left, ready answers, calls, mail that came in."""

from portal.help.admin.beside import PhoneCallAdmin, ReadyAnswerAdmin
from portal.help.admin.queue import EnquiryAdmin

__all__ = ["EnquiryAdmin", "PhoneCallAdmin", "ReadyAnswerAdmin"]
