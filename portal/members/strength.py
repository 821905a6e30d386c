"""How hard a password is to guess, by zxcvbn: it knows words, names, keyboards and dates."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from zxcvbn import zxcvbn

from portal.members.models import User

# zxcvbn's work grows with the square of the length; what is longer than this is strong by its length alone.
READ = 40
LOWEST = 2
WORDS: dict[int, Any] = {
    0: _("Very easy to guess"),
    1: _("Easy to guess"),
    2: _("Fair"),
    3: _("Strong"),
    4: _("Very strong"),
}
ADVICE = _("Four or more words that have nothing to do with each other are strong, and easy to keep in mind.")
# Of the patterns that zxcvbn finds, those that a reader can do something about.
FOUND: dict[str, Any] = {
    "spatial": _("Keys beside each other on the keyboard are guessed early."),
    "repeat": _("Repeated signs add little."),
    "sequence": _("Rows such as “abc” or “4567” are guessed early."),
    "date": _("Dates are guessed early, those of your family first."),
    "dictionary": _("Single words and names are guessed early, also with other signs put in for letters."),
}


@dataclass(frozen=True)
class Strength:
    """`score` from 0 (guessed at once) to 4; `word` says it, `advice` what would make it better."""

    score: int
    word: Promise
    advice: tuple[Promise, ...]


def strength_of(password: str, user: User | None = None) -> Strength:
    """Judges a password; what is known of its owner counts as guessed. An empty one has score 0."""
    if not password:
        return Strength(0, WORDS[0], (ADVICE,))
    about = [user.reference, user.email, user.get_full_name()] if user is not None else []
    found = zxcvbn(password[:READ], user_inputs=[word for whole in about for word in (whole, *whole.split()) if word])
    score = int(found["score"])
    weak = {part["pattern"]: None for part in found["sequence"]} if score < max(WORDS) - 1 else {}
    reasons = [FOUND[pattern] for pattern in weak if pattern in FOUND]
    return Strength(score, WORDS[score], (*reasons[:1], *((ADVICE,) if weak else ())))


class NotEasyToGuess:
    """A password validator of Django's kind: refuses what a patient machine finds within hours."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError, with what makes it easy."""
        strength = strength_of(password, user)
        if strength.score < LOWEST:
            advice = [str(sentence) for sentence in strength.advice]
            raise ValidationError([ValidationError(sentence, code="password_easy") for sentence in advice])

    def get_help_text(self) -> str:
        """Advice that needs no script."""
        return str(ADVICE)
