"""What the tests of cards share: a clock that stands, and text as it is read from a PDF."""

from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest

from tests.claims.conftest import clock as clock
from tests.claims.conftest import private as private
from tests.claims.conftest import still_bell as still_bell


@pytest.fixture
def words_of() -> Callable[[bytes], str]:
    """`words_of(pdf)`: all that stands on its pages, in one line."""

    def read(content: bytes) -> str:
        with pypdfium2.PdfDocument(BytesIO(content)) as pdf:
            pages = [page.get_textpage().get_text_bounded() for page in pdf]
        return " ".join(" ".join(pages).replace("\xa0", " ").split())

    return read
