"""The outbox at the desk: that it left, never what it said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.test import Client
from django.urls import reverse

from portal.post import papers
from portal.post.models import Dispatch
from tests.post.pdfs import one_page


def test_staff_see_that_it_left_and_not_what_it_said(
    staff_client: Callable[..., Client], queue: Callable[..., Dispatch], now: datetime
) -> None:
    client = staff_client(is_superuser=True)
    paper = papers.store(kind="settlement-note", title="Note", language="en", content=one_page(), now=now)
    dispatch = queue(attachments=[paper])
    for name, row in (("dispatch", dispatch), ("paper", paper)):
        assert client.get(reverse(f"admin:post_{name}_changelist")).status_code == 200
        shown = client.get(reverse(f"admin:post_{name}_change", args=[row.pk]))
        assert shown.status_code == 200
        assert "ana@example.org" not in shown.text
        assert "We have decided" not in shown.text
        assert client.get(reverse(f"admin:post_{name}_add")).status_code == 403
        assert client.post(reverse(f"admin:post_{name}_delete", args=[row.pk])).status_code == 403
