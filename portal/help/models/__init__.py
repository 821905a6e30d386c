"""What members ask and what they are told: conversations, call-backs, calls, mail that came in, texts ready to use."""

from portal.help.models.calls import CallBack, PhoneCall
from portal.help.models.canned import ReadyAnswer, ReadyText
from portal.help.models.enquiry import Enquiry, Team, Topic
from portal.help.models.mail import IncomingMail
from portal.help.models.message import Message, MessageDocument

__all__ = [
    "CallBack",
    "Enquiry",
    "IncomingMail",
    "Message",
    "MessageDocument",
    "PhoneCall",
    "ReadyAnswer",
    "ReadyText",
    "Team",
    "Topic",
]
