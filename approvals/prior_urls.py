"""Addresses of approvals, and of the short forms with which some are asked for; every id is random."""

from django.urls import path

from approvals.views import prior, special

app_name = "prior"

urlpatterns = [
    path("approvals/", prior.approvals, name="list"),
    path("approvals/<uuid:approval_id>/", prior.one, name="approval"),
    path("approvals/<uuid:approval_id>/notice/", prior.notice, name="notice"),
    path("planned-care/<uuid:request_id>/short/", special.short, name="short"),
]
