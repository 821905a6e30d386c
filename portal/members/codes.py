"""What an activation code looks like: 80 random bits in 16 letters and digits nobody can misread."""

import hmac
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
# Letters left out of the alphabet, read as what people take them for.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    """A fresh code as it is printed: `K7QF-9M2P-XWJ4-R8TD`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def digest(code: str) -> str:
    """What is stored: a keyed digest. A fast one is enough, since 80 random bits cannot be guessed offline."""
    return _digest(code, settings.SECRET_KEY)


def matches(code: str, stored: str) -> bool:
    """Whether `code`, however it was typed, is the one behind `stored`, under the present or an older SECRET_KEY."""
    return any(hmac.compare_digest(candidate, stored) for candidate in _digests(code))


def _digests(code: str) -> Iterator[str]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield _digest(code, secret)


def _digest(code: str, secret: str) -> str:
    plain = "".join(letter for letter in code.upper().translate(_MISREAD) if letter.isalnum())
    return salted_hmac("members.activation_code", plain, secret=secret, algorithm="sha256").hexdigest()
