"""The trail: who, what, when, from where, about whom; and the database that lets nobody change it."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from portal.members import audit, preferences
from portal.members.models import AuditEntry, Enrolment, Person
from tests.people import make_staff


def test_an_entry_says_who_what_when_where_and_about_whom(
    ana: Person, carla: Person, now: datetime, rf: RequestFactory
) -> None:
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")
    entry = audit.record(act="person.read", by=ana.user, about=carla, now=now, request=request, field="language")
    entry.refresh_from_db()
    assert (entry.by, entry.by_label, entry.act, entry.at) == (ana.user, "414/20001", "person.read", now)
    assert (entry.object_type, entry.object_id) == ("members.person", str(carla.pk))
    assert (entry.person, entry.family, entry.ip) == (carla.pk, ana.family_id, "192.0.2.7")
    assert entry.detail == {"field": "language"}


def test_the_people_concerned_are_found_from_the_object(ana: Person, now: datetime) -> None:
    enrolment = Enrolment.objects.get(person=ana)
    entry = audit.record(act="enrolment.read", by=None, about=enrolment, now=now)
    assert (entry.person, entry.family, entry.by_label) == (ana.pk, ana.family_id, "system")
    entry = audit.record(act="family.read", by=None, about=ana.family, now=now)
    assert (entry.person, entry.family) == (None, ana.family_id)
    assert AuditEntry.objects.about_family(ana.family_id).count() == 2
    assert AuditEntry.objects.about_person(ana.pk).count() == 1


@pytest.mark.parametrize("how", ["queryset", "instance", "raw"])
@pytest.mark.parametrize("verb", ["change", "remove"])
def test_the_database_refuses_changes(db: None, now: datetime, how: str, verb: str) -> None:
    entry = audit.record(act="a.b", by=None, about=None, now=now)
    rows = AuditEntry.objects.filter(pk=entry.pk)
    raw = {"change": "UPDATE members_auditentry SET act = 'x'", "remove": "DELETE FROM members_auditentry"}
    ways: dict[tuple[str, str], Any] = {
        ("queryset", "change"): lambda: rows.update(act="x"),
        ("queryset", "remove"): rows.delete,
        ("instance", "change"): lambda: entry.save(force_update=True),
        ("instance", "remove"): entry.delete,
        ("raw", "change"): lambda: connection.cursor().execute(raw["change"]),
        ("raw", "remove"): lambda: connection.cursor().execute(raw["remove"]),
    }
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        ways[how, verb]()
    assert AuditEntry.objects.get().act == "a.b"


def test_entries_outlive_accounts(db: None, now: datetime) -> None:
    colleague = make_staff("desk")
    audit.record(act="a.b", by=colleague, about=None, now=now)
    colleague.delete()
    assert AuditEntry.objects.get().by_label == "desk"


def test_nothing_is_saved_without_its_entry(ana: Person, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken audit write takes the act with it."""
    assert ana.user

    def broken(*_args: Any, **_fields: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(AuditEntry, "save", broken)
    with pytest.raises(RuntimeError):
        preferences.change(person=ana, language="fr", notes_by=preferences.NotesBy.LINK, by=ana.user, now=now)
    ana.refresh_from_db()
    assert ana.language == "en"


@pytest.mark.django_db(transaction=True)
def test_tests_may_empty_the_trail_between_them(now: datetime) -> None:
    audit.record(act="a.b", by=None, about=None, now=now)
