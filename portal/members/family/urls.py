"""Addresses of the family page and what is done there."""

from django.urls import path

from portal.members.family import views

urlpatterns = [
    path("family/", views.family, name="family"),
    path("family/<uuid:person_id>/invite/", views.invite, name="invite"),
    path("family/permissions/new/", views.give_permission, name="give_permission"),
    path("family/permissions/<uuid:permission_id>/answer/", views.answer_permission, name="answer_permission"),
    path("family/permissions/<uuid:permission_id>/end/", views.end_permission, name="end_permission"),
]
