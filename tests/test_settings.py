"""Each reader refuses a wrong value with a sentence; live mode refuses to run half-configured."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import settings

LIVE = {
    "PORTAL_MODE": "live",
    "SECRET_KEY": "a-secret-of-this-test-that-is-long-enough-to-count-0123456789",
    "FIELD_KEYS": "a-field-key-of-this-test-long-enough-to-count",
    "ALLOWED_HOSTS": "portal.example.org",
}


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (lambda: settings.text("X_TRIED"), "", "X_TRIED is not set"),
        (lambda: settings.choice("X_TRIED", {"a", "b"}, "a"), "c", "must be one of: a, b"),
        (lambda: settings.yes("X_TRIED", False), "true", "must be one of: no, yes"),
        (lambda: settings.number("X_TRIED", 5), "-1", "whole number of at least 0"),
        (lambda: settings.number("X_TRIED", 5), "1.5", "whole number of at least 0"),
        (lambda: settings.number("X_TRIED", 5), "٣", "whole number of at least 0"),
        (lambda: settings.number("X_TRIED", 5, lowest=2), "1", "whole number of at least 2"),
        (lambda: settings.words("X_TRIED"), "", "X_TRIED is not set"),
        (lambda: settings.program("X_TRIED", "sh"), "no-such-program", "must be a program on this machine, or “no”"),
        (lambda: settings.url("X_TRIED", {"redis"}, ""), "http://a", "must start with one of: redis://"),
    ],
)
def test_readers_refuse(monkeypatch: pytest.MonkeyPatch, read: Callable[[], Any], value: str, sentence: str) -> None:
    monkeypatch.setenv("X_TRIED", value)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        read()


def test_readers_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_TRIED", " a , b,, ")
    assert settings.words("X_TRIED") == ["a", "b"]
    monkeypatch.setenv("X_TRIED", "7")
    assert settings.number("X_TRIED", 5) == 7
    monkeypatch.setenv("X_TRIED", "yes")
    assert settings.yes("X_TRIED", False) is True
    assert Path(settings.program("X_TRIED", "sh")).name == "sh"
    assert settings.program("X_TRIED", "no-such-program") == ""
    monkeypatch.setenv("X_TRIED", "no")
    assert settings.program("X_TRIED", "sh") == ""
    monkeypatch.delenv("X_TRIED")
    assert settings.number("X_TRIED", 5) == 5


def test_demo_secret_is_made_once(tmp_path: Path) -> None:
    secret = settings.kept_secret(tmp_path / "deep" / "demo.key")
    assert secret.startswith("demo-")
    assert len(secret) > 50
    assert settings.kept_secret(tmp_path / "deep" / "demo.key") == secret
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["demo.key"]
    assert (tmp_path / "deep" / "demo.key").stat().st_mode & 0o077 == 0


def load(tmp_path: Path, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """`django-admin` with `words` in a live environment changed by `changes`; an empty value removes a variable."""
    told = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings", "VAR_DIR": str(tmp_path)}
    environment = {name: value for name, value in {**told, **LIVE, **changes}.items() if value}
    command = [sys.executable, "-m", "django", *words]
    return subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "demo-" + "x" * 60}, "SECRET_KEY is a demo secret"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is a demo secret or shorter"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS is not set"),
        ({"FIELD_KEYS": "demo-" + "x" * 60}, "FIELD_KEYS holds a demo key"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"SITE_URL": "http://portal.example.org"}, "SITE_URL must start with one of: https://"),
        ({"PORTAL_MODE": "production"}, "must be one of: demo, live, test"),
    ],
)
def test_live_refuses(tmp_path: Path, changes: dict[str, str], sentence: str) -> None:
    answer = load(tmp_path, "diffsettings", **changes)
    assert answer.returncode != 0
    assert sentence in answer.stderr


def test_live_passes_the_deployment_check(tmp_path: Path) -> None:
    answer = load(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "no issues" in answer.stdout


def test_database_address_keeps_its_options(tmp_path: Path) -> None:
    address = "postgres://portal@db.example.org/portal?sslmode=verify-full"
    script = "from django.conf import settings; print(settings.DATABASES)"
    answer = load(tmp_path, "shell", "-v0", "-c", script, DATABASE_URL=address)
    assert "'sslmode': 'verify-full'" in answer.stdout, answer.stderr
    assert "'connect_timeout': 3" in answer.stdout


def test_readme_names_every_variable() -> None:
    code = (settings.BASE_DIR / "portal" / "settings.py").read_text()
    read = set(re.findall(r'\b(?:text|choice|yes|number|words|url)\(\s*"([A-Z_]+)"', code))
    told = set(re.findall(r"`([A-Z_]+)`", (settings.BASE_DIR / "README.md").read_text()))
    assert len(read) > 20
    assert read <= told


def test_release_prepares_a_live_portal(tmp_path: Path) -> None:
    answer = load(tmp_path, "release")
    assert answer.returncode == 0, answer.stderr
    assert "Preparing the database" in answer.stdout
    assert (tmp_path / "static" / "staticfiles.json").exists()
    assert "Preparing the database" not in load(tmp_path, "release").stdout
