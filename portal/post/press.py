"""WeasyPrint, set up once per process: fonts, parsed style sheet, and a fetcher that leaves the machine's door shut."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.post.archive import SHEET, VARIANT, Enclosed, SheetColours, declare, is_sound, note_missing

log = logging.getLogger(__name__)
BOX = "\u25a1"
TRIES = 8  # one paper in a hundred is not sound at first, and by another padding it is: see `archive.is_sound`
MISSING_LETTERS = "a paper has letters that no font of this machine draws: is fonts-noto-core there?"
_one_at_a_time = threading.Lock()  # fonts and style sheet are shared, and Pango is not made for threads


class PrintingUnavailable(RuntimeError):
    """WeasyPrint's libraries, or any fonts, are not on this machine; the system check names the packages."""

    code = "printing-unavailable"


class AskedOutside(ValueError):
    """A template or style sheet asked for something that is not packaged with the portal."""

    code = "asked-outside"


class Press:
    """What stays the same from paper to paper. Making it takes a second, a page after that a tenth."""

    def __init__(self) -> None:
        try:
            import weasyprint
            from weasyprint.text.ffi import fontconfig
            from weasyprint.text.fonts import FontConfiguration
            from weasyprint.urls import FatalURLFetchingError
        except OSError as problem:  # a shared library is missing
            raise PrintingUnavailable from problem
        if not _has_fonts(fontconfig):  # Pango would bring the worker down
            raise PrintingUnavailable
        for talkative in ("fontTools", "weasyprint.progress"):
            logging.getLogger(talkative).setLevel(logging.WARNING)
        # Its warnings quote what is printed; `_tries` says what we must know without that.
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        self._html, self._attachment = weasyprint.HTML, weasyprint.Attachment
        self._stopped = FatalURLFetchingError
        self._fetcher = _packaged_only()
        self._fonts = FontConfiguration()
        style = assets() / "paper.css"
        self._colours = SheetColours()
        self._style = weasyprint.CSS(filename=style, font_config=self._fonts, url_fetcher=self._fetcher)

    def pdf(self, html: str, enclosed: Sequence[Enclosed] = ()) -> bytes:
        """PDF/A-3a and PDF/UA-1. The same HTML gives the same bytes: the identifier is its hash, no moment is written.

        `enclosed` are files inside the paper. Raises AskedOutside.
        """
        try:
            with _one_at_a_time:
                return next(self._tries(html, enclosed))
        except self._stopped:  # a BaseException, which would end the worker instead of the job
            raise AskedOutside from None

    def form(self, html: str) -> bytes:
        """PDF/UA-1 whose `<input>`, `<textarea>` and `<select>` are fields to fill in. It is no archive: it changes.

        Raises AskedOutside.
        """
        named, missing = hashlib.sha256(html.encode()).digest()[:16], set[int]()
        try:
            with _one_at_a_time:
                finisher = partial(note_missing, missing=missing)
                pdf = self._written(html, (), named, finisher, variant="pdf/ua-1", pdf_forms=True)
        except self._stopped:
            raise AskedOutside from None
        if missing:
            log.warning(MISSING_LETTERS)
        return pdf

    def _tries(self, html: str, enclosed: Sequence[Enclosed]) -> Iterator[bytes]:
        """Sound papers; what no font here can draw is drawn as a box, which a reader sees and a screen reader names."""
        named = hashlib.sha256(html.encode()).digest()[:16]
        for padding in range(TRIES):
            missing: set[int] = set()
            pdf = self._written(html, enclosed, named, partial(declare, padding=padding, missing=missing))
            if missing:
                log.warning(MISSING_LETTERS)
                html = html.translate(dict.fromkeys(missing, BOX if ord(BOX) not in missing else "?"))
            elif is_sound(pdf):
                yield pdf

    def _written(
        self,
        html: str,
        enclosed: Sequence[Enclosed],
        named: bytes,
        finisher: Callable[..., None],
        *,
        variant: str = VARIANT,
        **options: Any,
    ) -> bytes:
        pdf: bytes = self._html(string=html, base_url="asset:///", url_fetcher=self._fetcher).write_pdf(
            stylesheets=[self._style],
            font_config=self._fonts,
            color_profiles={SHEET: self._colours},
            output_intent=SHEET,
            pdf_variant=variant,
            pdf_tags=True,
            attachments=[self._attached(one) for one in enclosed],
            finisher=finisher,
            pdf_identifier=named,
            **options,
        )
        return pdf

    def _attached(self, one: Enclosed) -> Any:
        return self._attachment(
            string=one.content,
            name=one.name,
            description=one.description,
            relationship="Data",
            created=one.at,
            modified=one.at,
        )


def _has_fonts(fontconfig: Any) -> bool:
    config = fontconfig.FcInitLoadConfigAndFonts()
    try:
        system = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
        return bool(system) and system.nfont > 0
    finally:
        fontconfig.FcConfigDestroy(config)


@cache
def press() -> Press:
    """The press of this process. Raises PrintingUnavailable."""
    return Press()


def warm_up() -> None:
    """Make the press ahead of the first paper; on a machine that cannot print, leave that to the paper to say."""
    with suppress(PrintingUnavailable):
        press()


def assets() -> Path:
    """The only folder a paper may take pictures and styles from."""
    return Path(settings.BASE_DIR) / "static" / "post"


def _packaged_only() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class PackagedOnly(URLFetcher):
        """Answers `asset:///name` from our own folder and stops the print at anything else."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            path = (assets() / url.removeprefix("asset:///")).resolve()
            if not url.startswith("asset:///") or not path.is_relative_to(assets().resolve()) or not path.is_file():
                raise FatalURLFetchingError("a paper asked for something outside the package")
            kind = {"Content-Type": "text/css"} if path.suffix == ".css" else None
            return URLFetcherResponse(url, path.read_bytes(), kind)

    return PackagedOnly()
