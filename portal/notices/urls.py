"""Addresses of notifications; every id is random, and the token of a stop is signed."""

from django.urls import path

from portal.notices import views

app_name = "notices"

urlpatterns = [
    path("notifications/", views.notices, name="list"),
    path("notifications/read/", views.read_all, name="read_all"),
    path("notifications/seen/", views.seen, name="seen"),
    path("notifications/<uuid:notice_id>/", views.open_notice, name="open"),
    path("notifications/news/<uuid:news_id>/", views.piece, name="piece"),
    path("account/e-mails/", views.mails, name="mails"),
    path("e-mails/stop/<str:token>/", views.stop, name="stop"),
]
