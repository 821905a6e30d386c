"""Badges: which tone and sign a state has. The word is always shown, so colour is never alone."""

from dataclasses import dataclass
from typing import Any

SIGNS = {
    "neutral": "circle-dashed",
    "info": "circle-dot",
    "success": "circle-check",
    "warning": "circle-alert",
    "danger": "circle-x",
}

# Words several rooms share. A choice class may also carry its own `tone` on its members.
TONES = {
    "draft": "neutral",
    "expired": "neutral",
    "withdrawn": "neutral",
    "closed": "neutral",
    "superseded": "neutral",
    "sent": "info",
    "submitted": "info",
    "received": "info",
    "deciding": "info",
    "reading": "info",
    "under_review": "info",
    "in_review": "info",
    "waiting": "warning",
    "needs_documents": "warning",
    "awaiting_documents": "warning",
    "held": "warning",
    "partial": "warning",
    "decided": "success",
    "settled": "success",
    "accepted": "success",
    "approved": "success",
    "valid": "success",
    "paid": "success",
    "used": "success",
    "refused": "danger",
    "rejected": "danger",
    "returned": "danger",
    "revoked": "danger",
    "failed": "danger",
}


@dataclass(frozen=True)
class Badge:
    """A state as shown."""

    text: str
    tone: str
    icon: str


def badge(state: Any, *, text: str = "", tone: str = "") -> Badge:
    """The badge of `state`: a choice with `label` (and perhaps `tone`), or a word. An unknown word is neutral."""
    word = str(getattr(state, "value", state))
    chosen = tone or getattr(state, "tone", "") or TONES.get(word, "neutral")
    if chosen not in SIGNS:
        raise ValueError(f"{chosen!r} is not a tone; use one of {', '.join(SIGNS)}.")
    shown = text or str(getattr(state, "label", "")) or word.replace("_", " ").capitalize()
    return Badge(shown, chosen, SIGNS[chosen])
