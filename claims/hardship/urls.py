"""Addresses of hardship; every id is random."""

from django.urls import path

from claims.hardship import views

app_name = "hardship"

urlpatterns = [
    path("maximum/", views.year, name="year"),
    path("maximum/<uuid:person_id>/<int:of_year>/", views.ask, name="ask"),
]
