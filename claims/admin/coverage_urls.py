"""Addresses of the coverage book."""

from django.urls import path

from claims.admin import coverage

app_name = "coverage"

urlpatterns = [
    path("", coverage.book, name="book"),
    path("rules/", coverage.rules, name="rules"),
    path("readings/", coverage.readings, name="readings"),
    path("sections/<str:key>/", coverage.section, name="section"),
]
