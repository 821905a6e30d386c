"""Addresses for a phone without a line. The worker lies at the root: it serves what lies below it."""

from django.urls import path

from portal.offline.views import serving

app_name = "offline"

urlpatterns = [
    path("manifest.webmanifest", serving.manifest, name="manifest"),
    path("service-worker.js", serving.worker, name="worker"),
    path("offline/", serving.no_line, name="no_line"),
    path("offline/kept/", serving.kept, name="kept"),
    path("offline/still/", serving.still, name="still"),
]
