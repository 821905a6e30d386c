"""Each hostile file is refused with its sentence, leaves nothing behind, in bounded time."""

import time

import pytest

from portal.vault.models import StoredDocument
from portal.vault.refusals import SENTENCES, Refused
from tests.vault.conftest import Take
from tests.vault.hostile import corpus

CORPUS = corpus()
pytestmark = pytest.mark.usefixtures("same_process")


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 150


@pytest.mark.parametrize(("data", "codes"), [pytest.param(data, codes, id=name) for name, data, codes in CORPUS])
def test_refused_with_a_sentence(take: Take, data: bytes, codes: str) -> None:
    started = time.monotonic()
    with pytest.raises(Refused) as caught:
        take(data, "holiday.jpg", "image/jpeg")
    assert caught.value.code in codes.split("|")
    assert str(caught.value.message).endswith(".")
    assert "{" not in str(caught.value.message)
    assert time.monotonic() - started < 10
    assert not StoredDocument.objects.exists()


def test_every_sentence_is_met() -> None:
    of_the_disk = {"storage_full"}  # no file's fault; its own tests fill a disk
    met = {code for _name, _data, codes in CORPUS for code in codes.split("|")}
    assert met == set(SENTENCES) - of_the_disk
