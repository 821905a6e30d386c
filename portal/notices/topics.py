"""What a member is told about, topic by topic, and how each reaches her by e-mail. Rooms name their own kinds here."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Topic(models.TextChoices):
    """Under which one she chooses, and filters."""

    DECISIONS = "decisions", _("Decisions and settlement notes")
    QUESTIONS = "questions", _("Questions to you")
    CARE = "care", _("Planned care")
    MESSAGES = "messages", _("Messages and receipts")
    DEADLINES = "deadlines", _("Reminders of deadlines")
    COVER = "cover", _("News about your cover")
    SECURITY = "security", _("Security of your account and your money")


class How(models.TextChoices):
    """How a topic reaches her besides the portal."""

    AT_ONCE = "at_once", pgettext_lazy("how e-mail comes", "By e-mail, at once")
    DAILY = "daily", pgettext_lazy("how e-mail comes", "By e-mail, together once a day")
    HERE = "here", pgettext_lazy("how e-mail comes", "Only here in the portal")


# Cannot be switched off. The plan has every settlement sent with its note, and the time to appeal runs from its
# receipt; and who takes over an account must not be able to do it unseen.
ALWAYS = frozenset({Topic.DECISIONS, Topic.SECURITY})
CHOSEN = tuple(topic for topic in Topic if topic not in ALWAYS)


@dataclass(frozen=True)
class What:
    """A kind of notice: its sentence for the member, never with anything medical.

    `action` are the words of its button; what `must_be_read` waits on her first page until she opened it.
    """

    code: str
    topic: Topic
    sentence: str | Promise
    action: str | Promise
    must_be_read: bool = False


READ = _("Read it")
_known: dict[str, What] = {}


def kind_of_notice(
    code: str, topic: Topic, sentence: str | Promise, *, action: str | Promise = "", must_be_read: bool = False
) -> What:
    """Names a kind, once. Its code is also the kind of its mail. Raises ValueError for a code that is taken."""
    made = What(code, topic, sentence, action or READ, must_be_read)
    if _known.setdefault(code, made) != made:
        raise ValueError(f"two kinds of notice are called {code}")
    return made


def what_of(code: str) -> What:
    """The kind of a stored notice; of one that nobody names any more, a general sentence."""
    return _known.get(code) or What(code, Topic.MESSAGES, _("There is something new for you."), READ)
