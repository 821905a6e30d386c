"""Addresses of “Was this clear?”."""

from django.urls import path

from portal.clarity import views

app_name = "clarity"

urlpatterns = [
    path("clear/<slug:kind>/<uuid:thing_id>/", views.answer, name="answer"),
    path("clear/<slug:kind>/<uuid:thing_id>/words/", views.say_more, name="say_more"),
]
