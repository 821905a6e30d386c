"""Leaving the tour of the first page, and seeing it again."""

from django.urls import path

from portal.home import views

app_name = "tour"

urlpatterns = [
    path("leave/", views.leave_tour, name="leave"),
    path("again/", views.show_tour, name="again"),
]
