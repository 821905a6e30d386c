"""Everyday words of specialities: added and withdrawn on the desk, understood by the very next search."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.members.models import AuditEntry
from providers.everyday import KnownAlready, MeansAnother, NotKnown, NoWord, add_word, everyday_words, withdraw_word
from providers.models import WordChange
from providers.search_terms import begun, near_speciality, understand
from tests.people import make_staff

pytestmark = pytest.mark.django_db
Staff = Callable[..., Any]
PAGE = "/admin/providers/provider/words/"


def sent(word: str, act: str = "added", speciality: str = "dermatology", language: str = "en") -> dict[str, str]:
    return {"speciality": speciality, "language": language, "act": act, "word": word}


def test_a_word_is_understood_at_once_until_it_is_withdrawn(staff_client: Staff) -> None:
    desk = staff_client("provider relations")
    assert understand("freckle wizard").specialities == []
    assert desk.post(PAGE, sent("  Freckle   Wizard ")).status_code == 302
    assert understand("freckle wizard nairobi").specialities == ["dermatology"]
    assert understand("freckle wizard nairobi").words == ["nairobi"]
    assert begun("freckle w", "en") == ["dermatology"]
    desk.post(PAGE, sent("frecklist"))
    assert near_speciality("freklist") == (1, "frecklist", "dermatology")
    page = desk.get(PAGE, {"speciality": "dermatology"})
    assert "Freckle Wizard" in page.text
    desk.post(PAGE, sent("Freckle Wizard", "withdrawn"))
    assert understand("freckle wizard").specialities == []
    assert [(one.word, one.act, one.by) for one in WordChange.objects.order_by("pk")] == [
        ("Freckle Wizard", "added", desk.user), ("frecklist", "added", desk.user),
        ("Freckle Wizard", "withdrawn", desk.user),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(act__startswith="specialityword.").count() == 3


def test_words_of_the_file_are_withdrawn_too_and_come_back(now: datetime) -> None:
    by = make_staff("words", "provider relations")
    asked: dict[str, Any] = {"speciality": "dermatology", "language": "en", "by": by, "now": now}
    word = everyday_words()["dermatology"]["en"][0]
    withdraw_word(word=word, **asked)
    assert word not in everyday_words()["dermatology"]["en"]
    with pytest.raises(NotKnown):
        withdraw_word(word=word, **asked)
    add_word(word=word, **asked)
    assert understand(word).specialities == ["dermatology"]


REFUSED = [
    ("…", "en", NoWord),
    ("cardiologist", "en", MeansAnother),
    ("Cardiologie", "en", MeansAnother),
    ("dermatologist", "en", KnownAlready),
    ("DERMATOLOGY", "en", KnownAlready),
]


@pytest.mark.parametrize(("word", "language", "refusal"), REFUSED, ids=[one[0] for one in REFUSED])
def test_a_word_means_one_thing_once(word: str, language: str, refusal: type[Exception], now: datetime) -> None:
    by = make_staff("words", "provider relations")
    with pytest.raises(refusal):
        add_word(speciality="dermatology", language=language, word=word, by=by, now=now)
    assert not WordChange.objects.exists()


def test_what_is_wrong_is_said_beside_the_field(staff_client: Staff) -> None:
    desk = staff_client("provider relations")
    for wrong in (sent(""), sent("x" * 61), sent("cardiologist"), sent("x", language="xx")):
        answer = desk.post(PAGE, wrong)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    assert desk.post(PAGE, sent("nothing", "withdrawn")).status_code == 422
    assert desk.get(PAGE, {"speciality": "wizardry"}).status_code == 422


def test_what_changed_stays_written(now: datetime) -> None:
    by = make_staff("words", "provider relations")
    add_word(speciality="dermatology", language="en", word="frecklist", by=by, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        WordChange.objects.update(word="other")


def test_nobody_else_changes_words(staff_client: Staff) -> None:
    assert staff_client("assessor").post(PAGE, sent("frecklist")).status_code == 403
