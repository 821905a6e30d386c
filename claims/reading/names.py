"""Who wrote a bill: a name of our list when it is plain, else the words at its head."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from claims.reading.text import Line, fold

HEAD = 12  # lines from the top in which a name may stand
ALIKE, CLEARLY = 90.0, 4.0  # of 100: how near a name of the list must be, and how much nearer than the next
LEAST, LONGEST = 4, 80  # letters of a name
HEAD_SURE = 75
# Words of a heading that name the paper and not who wrote it.
_PAPER = re.compile(
    r"^(?:tax |official |cash )?(?:invoice|receipt|bill|statement|facture|recu|quittance|note d.honoraires|factura"
    r"|recibo|boleta|счет|чек|квитанция|فاتوره|ايصال|发票|收据|rechnung|date|page|original|copy|copie|duplicat)\b"
)


def listed_name(lines: Sequence[Line], names: Iterable[str]) -> str:
    """The name of our list that stands at the head of the page; empty when none or several do."""
    folded: dict[str, str] = {}
    for name in names:
        if len(key := _words(fold(name))) >= LEAST:
            folded.setdefault(key, name)
    scores: dict[str, float] = {}
    for line in lines[:HEAD]:
        head = _words(line.folded)
        if len(head) < LEAST:
            continue
        for key, score, _at in process.extract(head, folded.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=3):
            scores[key] = max(score, scores.get(key, 0))
        for key in (key for key in folded if len(key) > 2 * LEAST and key in head):
            scores[key] = max(99.0, scores.get(key, 0))
    best = sorted(scores, key=lambda key: (-scores[key], -len(key)))
    if not best:
        return ""
    rivals = [key for key in best[1:] if key not in best[0] and scores[best[0]] - scores[key] < CLEARLY]
    return "" if rivals else folded[best[0]]


def heading(lines: Sequence[Line]) -> str:
    """The largest words at the head of the page, as they stand there; empty when they are not plain."""
    likely = [line for line in lines[:HEAD] if _is_name(line)]
    return max(likely, key=lambda line: line.height).text if likely else ""


def _is_name(line: Line) -> bool:
    letters = sum(char.isalpha() for char in line.text)
    return (
        line.sure >= HEAD_SURE
        and letters >= LEAST
        and len(line.text) <= LONGEST
        and letters >= 0.6 * len(line.text.replace(" ", ""))
        and not _PAPER.match(line.folded)
    )


def _words(folded: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", folded))
