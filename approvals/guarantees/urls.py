"""Addresses of guarantees."""

from django.urls import path

from approvals.guarantees.views import reading, verifying

app_name = "guarantees"

urlpatterns = [
    path("guarantees/", reading.guarantees, name="list"),
    path("guarantees/<uuid:guarantee_id>/", reading.guarantee, name="guarantee"),
    path("guarantees/<uuid:guarantee_id>/paper/", reading.paper, name="paper"),
    path("verify/guarantee/<uuid:seal>/", verifying.verify, name="verify"),
]
