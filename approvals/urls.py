"""Addresses of planned care; every id is random."""

from django.urls import path

from approvals.views import drafting, reading, uploading

app_name = "approvals"

urlpatterns = [
    path("planned-care/", reading.requests, name="list"),
    path("planned-care/new/", drafting.new, name="new"),
    path("planned-care/<uuid:request_id>/", reading.one, name="request"),
    path("planned-care/<uuid:request_id>/where/", drafting.where, name="where"),
    path("planned-care/<uuid:request_id>/care/", drafting.care, name="care"),
    path("planned-care/<uuid:request_id>/check/", drafting.check, name="check"),
    path("planned-care/<uuid:request_id>/discard/", drafting.discard, name="discard"),
    path("planned-care/<uuid:request_id>/withdraw/", reading.withdraw, name="withdraw"),
    *uploading.PAGES.patterns("planned-care/<uuid:request_id>/documents/"),
    path("planned-care/<uuid:request_id>/documents/<uuid:document_id>/", reading.document, name="document"),
]
