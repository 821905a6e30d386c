"""Addresses of the consultant's desk; the screen of a request is that of the desk of requests."""

from django.urls import path

from approvals.consulting import deciding, queue

app_name = "consultant"

urlpatterns = [
    path("", queue.page, name="queue"),
    path("requests/<uuid:request_id>/decide/", deciding.decide, name="decide"),
]
