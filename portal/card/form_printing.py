"""How a form on paper is set: its parts, where it is sent, and the line to sign."""

from collections.abc import Sequence

from portal.card.form_parts import Part
from portal.help.offices import office_of
from portal.post.papers import html_of


def form_html(
    *, title: str, lead: str, parts: Sequence[Part], ending: Sequence[str], language: str, country: str
) -> str:
    """The page of a form. `country` chooses the office it is sent to; blank forms name the first one."""
    context = {"lead": lead, "parts": parts, "ending": ending, "office": office_of(country)}
    return html_of(template="card/papers/form.html", context=context, language=language, title=title)
