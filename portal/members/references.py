"""The personal reference number: how members write it and how it is stored."""

import re
import unicodedata

# A client number of three digits, a member number of five to seven, and for family members "-1", "-2", …
# A suffix needs a sign before it, since `414123451` is a number of six digits.
_NUMBER = re.compile(r"(\d{3})[/.\- ]?(\d{5,7})(?:[/.\- ](\d{1,2}))?")
# Signs that stand for the stroke or the hyphen: on telephones, in other scripts, and out of text programs.
_SIGNS = {**dict.fromkeys("\\|_,:;\u2044\u2215\u29f8\u060d\u066b\u066c\u060c", "/"), **dict.fromkeys("–—−‑‒―ー－", "-")}
_BEFORE = re.compile(r"(?:[^\W\d]{0,20}[.:# ]\s*)+(?=\d{3})")  # “No.”, “Ref:”, “#”
_LONGEST = 64


def normalise_reference(typed: str) -> str:
    """The stored form of what somebody typed: `41412345` and ` 414 / 12345 ` become `414/12345`.

    Digits of every script count. Anything that is no reference number (the sign-in word of staff) comes
    back in lower case without surrounding space, cut to 64 characters; it is never refused here, because a
    refusal would answer faster than an unknown number.
    """
    plain = "".join(_western(character) for character in unicodedata.normalize("NFKC", typed[: 4 * _LONGEST]))
    squeezed = re.sub(r"\s*([/.\-])\s*", r"\1", " ".join(plain.split()))
    found = _NUMBER.fullmatch(_read_kindly(squeezed))
    if found is None:
        return squeezed.lower()[:_LONGEST]
    client, member, person = found.groups()
    return f"{client}/{member}" + (f"-{int(person)}" if person and int(person) else "")


def family_reference(reference: str) -> str:
    """The family's part of a normalised reference: `414/12345-1` → `414/12345`."""
    return reference.partition("-")[0] if "/" in reference else reference


def _read_kindly(squeezed: str) -> str:
    """With one sign for every stroke and one for every hyphen, and without the words before the number."""
    before = _BEFORE.match(squeezed[:_LONGEST])
    plain = "".join(_SIGNS.get(character, character) for character in squeezed[before.end() if before else 0 :])
    return re.sub(r"\s*([/.\-])\s*", r"\1", plain).strip(" .")


def _western(character: str) -> str:
    """The character with its digit in ASCII; marks that only steer the writing direction are dropped."""
    if unicodedata.category(character) in ("Cf", "Cc"):
        return " " if character in "\t\n\r" else ""
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)
