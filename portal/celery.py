"""The Celery application. Its broker is a doorbell; the work list is in the database (`portal.work`)."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("portal", task_cls="portal.work.doorbell:DoorbellTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def get_ready(**_about: Any) -> None:
    """Once in a worker, before its children are forked: what all of them need is loaded, and shared."""
    import_string("portal.post.press.warm_up")()
    import_string("portal.work.collector.spare")()
