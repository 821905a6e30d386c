"""The work list at the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse

from portal.work import jobs
from portal.work.models import Job


def test_parked_jobs_come_first_and_can_be_tried_again(
    staff_client: Callable[..., Client], rung: list[UUID], now: datetime
) -> None:
    client = staff_client(is_superuser=True)
    parked, _waiting = (jobs.enqueue(kind="test", key=uuid4(), now=now) for _ in range(2))
    Job.objects.filter(pk=parked.pk).update(state=Job.State.PARKED, attempts=5, last_problem="ValueError")
    page = client.get(reverse("admin:work_job_changelist"))
    assert page.context["cl"].result_list[0].pk == parked.pk
    chosen = {"action": "try_again", "_selected_action": [str(parked.pk)]}
    client.post(reverse("admin:work_job_changelist"), chosen)
    parked.refresh_from_db()
    assert (parked.state, parked.attempts) == (Job.State.WAITING, 0)


def test_nobody_writes_jobs_by_hand(staff_client: Callable[..., Client], rung: list[UUID], now: datetime) -> None:
    client = staff_client(is_superuser=True)
    job = jobs.enqueue(kind="test", key=uuid4(), now=now)
    page = reverse("admin:work_job_change", args=[job.pk])
    assert client.get(page).status_code == 200
    client.post(page, {"state": "done", "attempts": "9"})
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
    assert client.get(reverse("admin:work_job_add")).status_code == 403
    assert client.post(reverse("admin:work_job_delete", args=[job.pk])).status_code == 403
