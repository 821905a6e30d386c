"""Sending by real SMTP, to servers good and bad."""

from __future__ import annotations

import logging
import smtplib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from portal.post import papers, sending, smtp
from portal.post.models import Dispatch
from portal.work import jobs, leases
from portal.work.models import Job
from tests.post.pdfs import one_page
from tests.post.servers import BadLine, MailServer, running

Queue = Callable[..., Dispatch]
pytestmark = pytest.mark.django_db


def later(now: datetime, seconds: int) -> datetime:
    return now + timedelta(seconds=seconds)


def test_a_mail_goes_out_whole(queue: Queue, port: int, now: datetime) -> None:
    paper = papers.store(kind="settlement-note", title="Settlement note", language="en", content=one_page(), now=now)
    dispatch = queue(key=uuid4(), attachments=[paper])
    server = MailServer()
    with running(server, port):
        assert jobs.drain(now) == 1
    (mail,) = server.mails
    assert mail["To"] == "ana@example.org"
    assert mail["Subject"] == "Your settlement note is ready"
    assert mail["Message-ID"] == dispatch.message_id
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "en")
    assert mail["Reply-To"] == "members@example.org"  # where a person reads
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    assert "http://localhost:8000/claims/" in plain.get_content()
    assert 'href="http://localhost:8000/claims/"' in html.get_content()
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("settlement-note.pdf", "application/pdf")
    assert attached.get_content() == one_page()


def test_once_sent_it_is_proved_and_emptied(queue: Queue, port: int, now: datetime) -> None:
    dispatch = queue()
    with running(MailServer(), port):
        jobs.drain(now)
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.sent_at, dispatch.tries) == (Dispatch.State.SENT, now, 1)
    assert dispatch.proof == "250 2.0.0 4FxyZ1"
    assert (dispatch.body_text, dispatch.body_html) == ("", "")


def test_a_server_that_is_away_costs_patience_only(queue: Queue, port: int, now: datetime) -> None:
    """Half a day without a mail server: nothing is parked, and then all goes out, once."""
    dispatches = [queue() for _ in range(3)]
    for minute in range(0, 720, 45):
        jobs.drain(later(now, minute * 60))
        sending.line.reset()
    assert {job.state for job in Job.objects.all()} == {Job.State.WAITING}
    server = MailServer()
    with running(server, port):
        jobs.drain(later(now, 720 * 60))
    assert sorted(server.ids) == sorted(dispatch.message_id for dispatch in dispatches)


def test_an_absent_server_is_not_asked_for_each_mail(
    queue: Queue, port: int, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        queue()
    jobs.drain(now)
    assert caplog.text.count("mail server away") == 1
    assert {dispatch.tries for dispatch in Dispatch.objects.all()} == {0}


def test_a_line_that_stays_broken_is_left_alone_longer() -> None:
    line = sending.Line()
    assert line.quiet_seconds() == 0
    assert [line.broke() for _ in range(4)] == [10, 20, 40, 40]
    assert 39 <= line.quiet_seconds() <= 40
    line.reset()
    assert (line.quiet_seconds(), line.broke()) == (0, 10)


@pytest.mark.parametrize(("rcpt", "data"), [("451 4.7.1 later", "250 OK"), ("250 OK", "452 4.2.2 full")])
def test_a_temporary_refusal_is_tried_again(queue: Queue, port: int, now: datetime, rcpt: str, data: str) -> None:
    dispatch = queue()
    with running(MailServer(rcpt, data), port):
        jobs.drain(now)
    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.SENDING
    assert dispatch.proof == ""
    server = MailServer()
    with running(server, port):
        jobs.drain(later(now, 30))
    assert server.ids == [dispatch.message_id]


def test_an_unknown_address_is_refused_at_once(queue: Queue, port: int, now: datetime) -> None:
    dispatch = queue()
    with running(MailServer(rcpt="550 5.1.1 <ana@example.org> no such user"), port):
        jobs.drain(now)
        jobs.drain(later(now, 3600))
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.proof, dispatch.tries) == (Dispatch.State.REFUSED, "550 5.1.1", 1)
    assert dispatch.body_text == ""
    assert Job.objects.get().state == Job.State.DONE


def test_other_lasting_refusals_are_asked_three_times(queue: Queue, port: int, now: datetime) -> None:
    dispatch = queue()
    with running(MailServer(data="554 not liked"), port):
        for minute in range(10):
            jobs.drain(later(now, minute * 60))
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.proof, dispatch.tries) == (Dispatch.State.REFUSED, "554", 3)


@pytest.mark.parametrize("size", [0, 40])
def test_a_line_that_drops_in_the_middle_loses_nothing(queue: Queue, port: int, now: datetime, size: int) -> None:
    dispatch = queue()
    with BadLine(size, "close").running(port):
        jobs.drain(now)
    assert Dispatch.objects.get().state == Dispatch.State.SENDING
    sending.line.reset()
    server = MailServer()
    with running(server, port):
        jobs.drain(later(now, 30))
    assert server.ids == [dispatch.message_id]


def test_a_server_that_takes_and_never_answers_gets_the_same_message_again(
    queue: Queue, port: int, now: datetime
) -> None:
    dispatch = queue()
    silent = BadLine(None, "silence")
    with silent.running(port):
        jobs.drain(now)
    sending.line.reset()
    server = MailServer()
    with running(server, port):
        jobs.drain(later(now, 30))
        jobs.drain(later(now, 60))
    assert len(silent.taken) == 1
    assert dispatch.message_id.encode() in silent.taken[0]
    assert server.ids == [dispatch.message_id]


def test_a_slow_last_answer_is_waited_for(
    queue: Queue, port: int, now: datetime, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    """Longer than any other step may take: giving up here would send the mail twice."""

    class Slow(MailServer):
        async def handle_DATA(self, *arguments: object) -> str:
            import asyncio

            await asyncio.sleep(1)
            return await super().handle_DATA(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(smtp, "LAST_ANSWER_SECONDS", 5)
    settings.EMAIL_TIMEOUT = 0.5  # type: ignore[attr-defined]
    queue()
    server = Slow()
    with running(server, port):
        jobs.drain(now)
    assert len(server.mails) == 1
    assert Dispatch.objects.get().state == Dispatch.State.SENT


def test_a_talk_ends_in_time(queue: Queue, port: int, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "WHOLE_TALK_SECONDS", 0)
    queue()
    with running(MailServer(), port):
        jobs.drain(now)
    assert Dispatch.objects.get().state == Dispatch.State.WAITING


def test_a_failing_goodbye_does_not_send_again(
    queue: Queue, port: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quit(self: smtplib.SMTP) -> None:
        raise TimeoutError

    monkeypatch.setattr(smtplib.SMTP, "quit", quit)
    queue()
    server = MailServer()
    with running(server, port):
        jobs.drain(now)
        jobs.drain(later(now, 600))
    assert len(server.mails) == 1


def test_a_database_that_blinks_does_not_send_again(
    queue: Queue, port: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [OperationalError("away")]
    close = sending._close

    def blinking(*args: object, **changes: object) -> None:
        if failures:
            raise failures.pop()
        close(*args, **changes)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "_close", blinking)
    monkeypatch.setattr(leases, "WRITE_PAUSES", (0, 0))
    queue()
    server = MailServer()
    with running(server, port):
        jobs.drain(now)
        jobs.drain(later(now, 600))
    assert len(server.mails) == 1


def test_after_three_days_it_is_given_up_and_shown(queue: Queue, port: int, now: datetime) -> None:
    dispatch = queue()
    jobs.drain(now)
    jobs.drain(now + timedelta(days=3, seconds=1))
    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.PARKED
    assert list(Dispatch.objects.troubled()) == [dispatch]


def test_a_letter_is_not_mailed(queue: Queue, port: int, now: datetime) -> None:
    dispatch = queue()
    Dispatch.objects.update(channel=Dispatch.Channel.LETTER)
    sending.send(dispatch_id=dispatch.pk, now=now)
    sending.send(dispatch_id=uuid4(), now=now)
    assert Dispatch.objects.get().state == Dispatch.State.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(queue: Queue, port: int, now: datetime) -> None:
    queue()
    job = Job.objects.get()
    server, gun = MailServer(), threading.Barrier(4)

    def work() -> None:
        gun.wait()
        jobs.perform(job.pk, timezone.now())
        connection.close()

    with running(server, port):
        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert len(server.mails) == 1


def test_nothing_personal_reaches_the_log_or_the_proof(
    queue: Queue, port: int, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    answers = ["550 <ana@example.org>: no", "451 ana@example.org busy", "250 hello ana@example.org"]
    with caplog.at_level(logging.DEBUG):
        for answer in answers:
            queue()
            with running(MailServer(data=answer), port):
                jobs.drain(now)
        jobs.drain(later(now, 60))
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # aiosmtpd's own
    assert not any("ana" in message.lower() for message in ours)
    assert not any("ana" in dispatch.proof for dispatch in Dispatch.objects.all())
    assert not any("ana" in job.last_problem for job in Job.objects.all())
