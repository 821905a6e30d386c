"""The Celery application. Its broker is a doorbell; the work list is in the database (`portal.work`)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("portal", task_cls="portal.work.doorbell:DoorbellTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
