"""Writing jobs on the list in one statement, which the ORM cannot say: insert, or ask again for what is there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connections, router

from portal.work.models import Job

# In the order of the model.
FIELDS = ("id", "kind", "key", "state", "asked", "attempts", "created_at", "due_at", "last_problem")
# A waiting job keeps its tries, and comes forward when it is wanted sooner and was not tried yet. Our own words only:
# values go beside the statement.
STATEMENT = """
    INSERT INTO work_job ({columns}) VALUES {rows}
    ON CONFLICT (kind, key) DO UPDATE SET
        asked = work_job.asked + 1,
        due_at = CASE
            WHEN work_job.state <> 'waiting' THEN EXCLUDED.due_at
            WHEN work_job.attempts = 0 AND EXCLUDED.due_at < work_job.due_at THEN EXCLUDED.due_at
            ELSE work_job.due_at END,
        attempts = CASE WHEN work_job.state = 'waiting' THEN work_job.attempts ELSE 0 END,
        finished_at = NULL,
        state = 'waiting'
    RETURNING *
"""


def write_orders(orders: Collection[tuple[str, UUID]], *, now: datetime, due_at: datetime) -> list[Job]:
    """Put the jobs (kind, key) on the list, each once; as they stand now. Always locked in one order."""
    fields = [field for field in Job._meta.concrete_fields if field.name in FIELDS]
    connection = connections[router.db_for_write(Job)]
    values: list[object] = []
    for kind, key in sorted(set(orders)):
        job = Job(id=uuid4(), kind=kind, key=key, created_at=now, due_at=due_at)
        values += [field.get_db_prep_save(getattr(job, field.attname), connection) for field in fields]
    row = f"({', '.join(['%s'] * len(FIELDS))})"
    rows = ", ".join([row] * (len(values) // len(FIELDS)))
    return list(Job.objects.raw(STATEMENT.format(columns=", ".join(FIELDS), rows=rows), values))
