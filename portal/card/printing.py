"""The membership card on paper: a sheet to cut and fold, or the two sides in the size of a credit card."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.card.cards import Face
from portal.post.papers import render


def card_paper(face: Face, *, language: str, is_small: bool = False) -> bytes:
    """The card as PDF in a language of the portal; `is_small`: two pages of 85.6 × 54 mm, for a printer of cards.

    Raises portal.post.press.PrintingUnavailable.
    """
    with translation.override(language):
        title = _("Membership card")
        context = {"face": face, "is_small": is_small, "for_hospital": list(_for_hospital(language))}
    return render(template="card/papers/card.html", context=context, language=language, title=title)


def _for_hospital(language: str) -> Iterator[dict[str, Any]]:
    """What the card says to a hospital: in its own language, and in English."""
    for code in dict.fromkeys([language, "en"]):
        with translation.override(code):
            words = _(
                "To the hospital: call us before a planned stay, or as soon as you can in an emergency. "
                "We arrange direct payment with you."
            )
            yield {"language": code, "is_rtl": translation.get_language_bidi(), "words": words}
