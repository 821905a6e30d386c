"""Addresses of the demo mailbox; outside the demo they answer 404."""

from django.urls import path

from portal.post import views

app_name = "post"
urlpatterns = [
    path("", views.mailbox_index, name="mailbox"),
    path("<uuid:mail_id>/", views.mailbox_mail, name="mailbox_mail"),
    path("<uuid:mail_id>/<int:number>/", views.mailbox_attachment, name="mailbox_attachment"),
]
