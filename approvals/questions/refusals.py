"""What cannot be done with a conversation, by name; each with a sentence for whoever asked."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class QuestionRefused(Exception):
    """Something that cannot be done now; `message` is fit for the page, `field` names what is wrong."""

    def __init__(self, message: Any, field: str = "") -> None:
        super().__init__(str(message))
        self.message, self.field = message, field


class Unsaid(QuestionRefused):
    def __init__(self) -> None:
        super().__init__(_("Write at least a sentence."), "words")


class IsClosed(QuestionRefused):
    def __init__(self) -> None:
        super().__init__(_("This conversation is closed. Open it again to write."))


class NotYours(QuestionRefused):
    def __init__(self) -> None:
        super().__init__(_("Only a medical consultant outside this family answers here."))


class TooManyDocuments(QuestionRefused):
    def __init__(self, most: int) -> None:
        super().__init__(_("A conversation takes at most %(most)s documents.") % {"most": most}, "documents")


class StaysAsItIs(QuestionRefused):
    def __init__(self) -> None:
        super().__init__(_("What was said in confidence stays as it is. You can close the conversation."))
