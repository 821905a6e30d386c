"""Fixtures of all tests: a fixed moment, Ana and her family, a stranger, and clients signed in as them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.http import FileResponse
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from portal.management.translations import compile_changed
from portal.members.models import Family, Person, User
from tests import flushing, migrated
from tests.people import make_family, make_person, make_salary, make_staff


def pytest_configure(config: pytest.Config) -> None:
    """Translations as they stand in the sources, also without `manage.py test`; once, before workers start."""
    if not hasattr(config, "workerinput"):
        compile_changed(Path(settings.LOCALE_PATHS[0]))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A walk in a real browser gets a second try, which the summary tells: decision 0022.

    What takes minutes begins first: at the end all other cores would wait for it.
    """
    items.sort(key=lambda item: item.get_closest_marker("minutes") is None)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session", autouse=True)
def _flush_append_only_tables() -> Iterator[None]:
    """Transactional tests leave all tables empty; those that only grow let this happen between tests only."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", flushing.fixture_teardown)
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flushing.execute_sql_flush)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _language_left_behind() -> Iterator[None]:
    """A page leaves its reader's language in the thread: the next test starts in the default one."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """The static file middleware warns when its folder is missing, and warnings are errors."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def database_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this process has its database."""
    return tmp_path_factory.mktemp("database") / "test.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file: the one in memory cannot queue writers, so races would fail for no reason."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            file = tmp_path_factory.mktemp("database") / "test.sqlite3"
            migrated.copy_to(file)
            connection.settings_dict["TEST"]["NAME"] = str(file)
        else:
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Migrate what the copy lacks, which is nothing. The folder of the run is thrown away as a whole."""
    return connections["default"].vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The empty database is put back after each transactional test."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            with django_db_blocker.unblock():
                flushing.remember(connection.alias, tmp_path_factory.mktemp("empty") / "empty.sqlite3")


@pytest.fixture(autouse=True)
def _answers_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server closes the file of every answer it sent; the test client leaves those it did not read to chance."""
    answers: list[FileResponse] = []
    make = FileResponse.__init__

    def remembered(self: FileResponse, *args: Any, **options: Any) -> None:
        make(self, *args, **options)
        answers.append(self)

    monkeypatch.setattr(FileResponse, "__init__", remembered)
    yield
    for answer in answers:
        for close in answer._resource_closers:
            close()


@pytest.fixture
def now() -> datetime:
    """The moment tests live in: Friday 20 November 2026, 09:00 UTC."""
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def today(now: datetime) -> date:
    """The day of `now`."""
    return now.date()


@pytest.fixture
def family(db: None) -> Family:
    """414/20001, duty station Kenya, active, in dollars, with a salary of 5,000 a month."""
    family = make_family("414/20001")
    make_salary(family)
    return family


@pytest.fixture
def ana(family: Family) -> Person:
    """The member: participant, with an account."""
    return make_person(family, account=True, email="ana@example.org")


@pytest.fixture
def ben(ana: Person) -> Person:
    """Ana's spouse, with an account of his own."""
    facts: dict[str, Any] = {"given_name": "Ben", "born_on": date(1978, 7, 2), "sex": "M", "number": 1}
    return make_person(ana.family, "spouse", account=True, email="ben@example.org", **facts)


@pytest.fixture
def carla(ana: Person) -> Person:
    """Ana's daughter of eleven, without account."""
    return make_person(ana.family, "child", given_name="Carla", born_on=date(2015, 5, 9), number=2)


@pytest.fixture
def dario(ana: Person) -> Person:
    """Ana's adult son, with an account of his own."""
    facts: dict[str, Any] = {"given_name": "Dario", "born_on": date(2004, 2, 29), "sex": "M", "number": 3}
    return make_person(ana.family, "child", account=True, **facts)


@pytest.fixture
def stranger(db: None) -> Person:
    """A member of another family, 414/30001 in Haiti, with an account."""
    elsewhere = make_family("414/30001", duty_station="HT", country="HT")
    facts: dict[str, Any] = {"given_name": "Noor", "family_name": "Haddad", "email": "noor@example.org"}
    return make_person(elsewhere, account=True, born_on=date(1975, 12, 1), **facts)


def signed_in(user: User | None) -> Client:
    """A client with a session of that account."""
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ana_client(ana: Person) -> Client:
    """Signed in as Ana."""
    return signed_in(ana.user)


@pytest.fixture
def ben_client(ben: Person) -> Client:
    """Signed in as Ana's spouse."""
    return signed_in(ben.user)


@pytest.fixture
def dario_client(dario: Person) -> Client:
    """Signed in as Ana's adult son."""
    return signed_in(dario.user)


@pytest.fixture
def stranger_client(stranger: Person) -> Client:
    """Signed in as the stranger."""
    return signed_in(stranger.user)


@pytest.fixture
def staff_client(db: None) -> Callable[..., Client]:
    """`staff_client("assessor")`: signed in as a colleague with that role and an authenticator, as staff must have.

    The account is at `client.user`.
    """

    def sign_in(*roles: str, reference: str = "", **fields: Any) -> Client:
        user = make_staff(reference or "-".join(("desk", *roles)).replace(" ", "-"), *roles, **fields)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "not a secret"})
        client = signed_in(user)
        client.user = user  # type: ignore[attr-defined]
        return client

    return sign_in
