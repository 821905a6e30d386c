"""How the documents of a claim are looked at beside its lines: which page, how large, which way up.

Every step is a link, so that it works without JavaScript; with it, `static/claims/papers.js` takes the same steps in
place. Only one document is turned or made larger by an address; the others lie as they came.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from claims.models import ClaimDocument
from portal.vault.models import MediaType

LARGEST = 4
TURNS = 4


@dataclass(frozen=True)
class View:
    """One document as it is looked at: `page` from 1, `zoom` from 1, `turn` in quarters clockwise."""

    document: ClaimDocument
    page: int = 1
    zoom: int = 1
    turn: int = 0

    @property
    def is_pdf(self) -> bool:
        return self.document.stored.media_type == MediaType.PDF

    @property
    def pages(self) -> int:
        return self.document.stored.pages if self.is_pdf else 1

    @property
    def address(self) -> str:
        """The document itself."""
        return reverse("admin:claims_claim_document", args=[self.document.claim_id, self.document.pk])

    @property
    def picture(self) -> str:
        """What is shown of it."""
        if not self.is_pdf:
            return self.address
        return reverse("admin:claims_claim_page", args=[self.document.claim_id, self.document.pk, self.page])

    @property
    def larger(self) -> str:
        return self._link(zoom=min(self.zoom + 1, LARGEST))

    @property
    def smaller(self) -> str:
        return self._link(zoom=max(self.zoom - 1, 1))

    @property
    def turned(self) -> str:
        return self._link(turn=(self.turn + 1) % TURNS)

    @property
    def before(self) -> str:
        return self._link(page=max(self.page - 1, 1))

    @property
    def after(self) -> str:
        return self._link(page=min(self.page + 1, self.pages))

    def _link(self, **change: int) -> str:
        state = {"doc": self.document.pk, "page": self.page, "zoom": self.zoom, "turn": self.turn, **change}
        screen = reverse("admin:claims_claim_change", args=[self.document.claim_id])
        return f"{screen}?{urlencode(state)}#document-{self.document.position}"


def views(documents: Iterable[ClaimDocument], asked: Mapping[str, str]) -> list[View]:
    """Each document; the one that `asked` (a query string) names as it asks. Odd values are as good as none."""
    return [_view(document, asked) for document in documents]


def _view(document: ClaimDocument, asked: Mapping[str, str]) -> View:
    plain = View(document)
    try:
        if UUID(asked.get("doc", "")) != document.pk:
            return plain
    except ValueError:
        return plain
    page, zoom, turn = (_number(asked.get(name, "")) for name in ("page", "zoom", "turn"))
    return replace(plain, page=min(max(page, 1), plain.pages), zoom=min(max(zoom, 1), LARGEST), turn=turn % TURNS)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
