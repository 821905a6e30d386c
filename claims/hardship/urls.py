"""Addresses of hardship; every id is random."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from claims.hardship import views

app_name = "hardship"


class YearConverter(IntConverter):
    """A year that a calendar has: any other number is no address."""

    regex = "[1-9][0-9]{3}"


register_converter(YearConverter, "year")

urlpatterns = [
    path("maximum/", views.year, name="year"),
    path("maximum/<uuid:person_id>/<year:of_year>/", views.ask, name="ask"),
]
