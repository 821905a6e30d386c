"""Numbers that people read out on the phone: short, without look-alike letters, not guessable from one another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def fresh_number(prefix: str) -> str:
    """A new number such as `C-7KQ2-M9XF` (40 random bits); the database refuses the improbable double."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
