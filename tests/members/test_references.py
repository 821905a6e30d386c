"""How a reference number may be typed."""

import pytest

from portal.members.references import family_reference, normalise_reference


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("414/12345", "414/12345"),
        ("41412345", "414/12345"),
        (" 414 / 12345 ", "414/12345"),
        ("414-12345", "414/12345"),
        ("414.12345", "414/12345"),
        ("414 12345", "414/12345"),
        ("٤١٤/١٢٣٤٥", "414/12345"),
        ("۴۱۴۱۲۳۴۵", "414/12345"),
        ("414／12345", "414/12345"),
        ("\u200e414/12345\u200f", "414/12345"),
        ("414/12345-1", "414/12345-1"),
        ("414/12345 - 01", "414/12345-1"),
        ("414/12345-0", "414/12345"),
        ("41412345-2", "414/12345-2"),
        ("Desk", "desk"),
        ("", ""),
        ("41/2345", "41/2345"),
        ("x" * 5000, "x" * 64),
        ("a\x00b", "ab"),
    ],
)
def test_normalise_reference(typed: str, stored: str) -> None:
    assert normalise_reference(typed) == stored


def test_family_reference() -> None:
    assert family_reference("414/12345-2") == "414/12345"
    assert family_reference("claims-desk") == "claims-desk"
