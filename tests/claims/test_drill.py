"""The drill itself, in small: its portal is its own, and it counts what it should."""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from smtplib import SMTP, SMTPException

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.drill_count import counted
from claims.drill_house import free_port
from claims.drill_post import Mood, PostOffice
from tests.servers import postgres_url

ROOT = Path(__file__).resolve().parents[2]
MAIL = "Message-ID: <{}@drill>\r\nSubject: none\r\n\r\nnothing\r\n"


@pytest.mark.slow
@pytest.mark.minutes
@pytest.mark.flaky(reruns=1)
def test_a_small_drill_loses_and_doubles_nothing(tmp_path: Path) -> None:
    variables = {**os.environ, "DATABASE_URL": postgres_url(), "VAR_DIR": str(tmp_path), "PORTAL_MODE": "test"}
    sizes = ["--claims", "12", "--families", "5", "--faults", "4", "--workers", "1", "--seed", "7"]
    command = [sys.executable, "manage.py", "drill", *sizes]
    ran = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    found = json.loads(ran.stdout)
    assert found["verdict"] == "0 lost, 0 double"
    assert found["claims"] == found["decided"] == found["notes"] == found["note_mails"] == found["receipt_mails"] == 12
    assert found["ledger_sum"] == found["settlements_sum"]
    assert found["fault_count"] == 4


@pytest.mark.django_db
def test_what_is_missing_or_too_much_is_named() -> None:
    found = counted(3, ["<nobody@drill>"])
    assert found["verdict"] == "24 lost, 1 double"
    assert found["wrong"]["submitted"] == 3
    assert found["wrong"]["mails_of_unknown_id"] == 1


def test_the_mail_server_in_its_moods() -> None:
    port = free_port()

    def send(name: str) -> None:
        with SMTP("127.0.0.1", port, timeout=2) as line:
            line.sendmail("a@drill", ["b@drill"], MAIL.format(name))

    with PostOffice(port) as post:
        send("friendly")
        for mood in (Mood.REFUSING, Mood.DROPPING, Mood.SILENT):
            post.become(mood)
            with pytest.raises(SMTPException):
                send(mood.name)
        post.become(Mood.HANGING)
        letting_go = threading.Timer(0.2, post.become, [Mood.FRIENDLY])
        letting_go.start()
        with suppress(SMTPException, OSError):
            send("hung")
        letting_go.join()
        send("again")
    assert post.taken == ["<friendly@drill>", "<SILENT@drill>", "<again@drill>"]


def test_without_a_server_it_says_so() -> None:
    if connection.vendor != "postgresql":
        with pytest.raises(CommandError, match="PostgreSQL"):
            call_command("drill")
