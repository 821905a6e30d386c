"""Addresses as they stand on envelopes: lines of text, the country last, the town above it."""

from __future__ import annotations

from collections.abc import Iterable

from portal.post.models import Dispatch


def in_address_order(letters: Iterable[Dispatch]) -> list[Dispatch]:
    """By country, then town and postcode, then upwards: the order in which a post office sorts."""
    return sorted(letters, key=lambda letter: ([line.casefold() for line in reversed(lines_of(letter))], letter.pk))


def lines_of(letter: Dispatch) -> list[str]:
    """The lines on the envelope, without empty ones."""
    return [line.strip() for line in letter.recipient.splitlines() if line.strip()]


def destination(letter: Dispatch) -> str:
    """Town and country: enough to find the letter in its pile, and no name."""
    return ", ".join(lines_of(letter)[1:][-2:])
