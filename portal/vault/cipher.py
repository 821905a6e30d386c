"""Text encrypted at rest under `settings.FIELD_KEYS`: newest key first, older ones still readable."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 32
PURPOSE = b"portal.vault fields 1"


class Unreadable(ValueError):
    """A stored value was written under a key that is no longer in FIELD_KEYS, or was altered."""


def encrypt(plain: str) -> str:
    """`plain` as an ASCII token under the newest key; twice the same text gives two different tokens."""
    return _ring().encrypt(plain.encode()).decode()


def decrypt(token: str) -> str:
    """The text behind `token`. Raises Unreadable when no key opens it."""
    try:
        return _ring().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("No key in FIELD_KEYS opens a stored value; was a key removed before rotation?") from error


def is_current(token: str) -> bool:
    """Whether `token` is already written under the newest key."""
    try:
        _lock(settings.FIELD_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def rewrite(token: str) -> str:
    """The same text under the newest key. Raises Unreadable when no key opens it."""
    return encrypt(decrypt(token))


def _ring() -> MultiFernet:
    return MultiFernet([_lock(key) for key in settings.FIELD_KEYS])


@lru_cache(maxsize=16)
def _lock(key: str) -> Fernet:
    # Keys come as any text; HKDF gives Fernet the 32 evenly random bytes it wants.
    if len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"A key in FIELD_KEYS is shorter than {SHORTEST_KEY} characters.")
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
